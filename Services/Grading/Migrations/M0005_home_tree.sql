-- The questions a bench asks of home. Words: Services/Grading/README.md.
INSERT INTO question_tree (tree_id, version, category, tree)
VALUES ('home', 1, 'home', $tree$
{"first": "dangerous", "questions": [
 {"id": "dangerous", "text": "Unsafe: broken glass, bare conductors, gas or oil leaking, mould, pests?", "answers": [
  {"value": "no", "text": "No", "next": "as_described"},
  {"value": "yes", "text": "Yes: stop, set it apart",
   "next": "cause", "grade": "S", "dangerous": true, "defect": true}]},
 {"id": "as_described", "text": "Is it the article, size and colour that its label says?", "answers": [
  {"value": "yes", "text": "Yes", "next": "sealed"},
  {"value": "no", "text": "No", "next": "sealed", "grade": "A", "fault": "merchant", "defect": true}]},
 {"id": "sealed", "text": "Is the packaging unopened?", "answers": [
  {"value": "yes", "text": "Yes", "next": "packaging.sealed", "grade": "A", "sealed": true},
  {"value": "no", "text": "No", "next": "complete", "grade": "A"}]},
 {"id": "packaging.sealed", "text": "Is the closed packaging fit to sell?", "answers": [
  {"value": "good", "text": "Yes"},
  {"value": "damaged", "text": "No: dented, torn or written on", "next": "cause", "grade": "B", "defect": true}]},
 {"id": "complete", "text": "Are all parts, fittings and instructions there?", "answers": [
  {"value": "yes", "text": "Yes", "next": "assembled"},
  {"value": "no", "text": "No", "next": "cause.missing", "grade": "C", "defect": true}]},
 {"id": "cause.missing", "text": "Who caused that something is missing?", "answers": [
  {"value": "customer", "text": "The customer: dropped, misused, lost", "next": "assembled", "fault": "customer"},
  {"value": "carrier", "text": "The carrier: crushed, wet, torn open", "next": "assembled", "fault": "carrier"},
  {"value": "manufacturer", "text": "The maker: material or workmanship",
   "next": "assembled", "fault": "manufacturer"},
  {"value": "merchant", "text": "The merchant: wrong, incomplete or ill packed",
   "next": "assembled", "fault": "merchant"},
  {"value": "warehouse", "text": "We did, since it came in", "next": "assembled", "fault": "warehouse"},
  {"value": "unknown", "text": "Cannot be told", "next": "assembled", "fault": "unknown"}]},
 {"id": "assembled", "text": "Has it been assembled, installed or made up?", "answers": [
  {"value": "no", "text": "No", "next": "works"},
  {"value": "yes", "text": "Yes", "next": "works", "grade": "B", "fault": "customer"}]},
 {"id": "works", "text": "Does it work? (Yes, too, where there is nothing to work)", "answers": [
  {"value": "yes", "text": "Yes", "next": "worn"},
  {"value": "partly", "text": "Partly", "next": "cause.works", "grade": "C", "defect": true},
  {"value": "no", "text": "No", "next": "repairable.works", "grade": "D", "defect": true}]},
 {"id": "repairable.works", "text": "Can it be repaired at a sensible cost?", "answers": [
  {"value": "yes", "text": "Yes", "next": "cause.works"},
  {"value": "no", "text": "No", "next": "cause.works", "grade": "S"}]},
 {"id": "cause.works", "text": "Who caused that it does not work?", "answers": [
  {"value": "customer", "text": "The customer: dropped, misused, lost", "next": "worn", "fault": "customer"},
  {"value": "carrier", "text": "The carrier: crushed, wet, torn open", "next": "worn", "fault": "carrier"},
  {"value": "manufacturer", "text": "The maker: material or workmanship", "next": "worn", "fault": "manufacturer"},
  {"value": "merchant", "text": "The merchant: wrong, incomplete or ill packed", "next": "worn", "fault": "merchant"},
  {"value": "warehouse", "text": "We did, since it came in", "next": "worn", "fault": "warehouse"},
  {"value": "unknown", "text": "Cannot be told", "next": "worn", "fault": "unknown"}]},
 {"id": "worn", "text": "Signs of use?", "answers": [
  {"value": "no", "text": "None", "next": "packaging"},
  {"value": "lightly", "text": "Light", "next": "soiled", "grade": "B", "fault": "customer"},
  {"value": "heavily", "text": "Heavy", "next": "soiled", "grade": "C", "fault": "customer"}]},
 {"id": "packaging", "text": "How is the packaging?", "answers": [
  {"value": "good", "text": "Fit to sell", "next": "damage"},
  {"value": "damaged", "text": "Torn or written on", "next": "damage", "grade": "B"},
  {"value": "missing", "text": "Gone", "next": "damage", "grade": "B", "fault": "customer"}]},
 {"id": "soiled", "text": "Stains, food, hair, lime or odour?", "answers": [
  {"value": "none", "text": "None", "next": "damage"},
  {"value": "light", "text": "Light: comes off", "next": "damage", "grade": "C", "fault": "customer"},
  {"value": "heavy", "text": "Heavy: stays", "next": "damage", "grade": "D", "fault": "customer"}]},
 {"id": "damage", "text": "Cracks, chips, dents, tears, scratches?", "answers": [
  {"value": "none", "text": "None"},
  {"value": "light", "text": "Light: seen on a close look", "next": "cause", "grade": "C", "defect": true},
  {"value": "heavy", "text": "Heavy: seen at once, or it impairs use",
   "next": "repairable", "grade": "D", "defect": true}]},
 {"id": "repairable", "text": "Can it be repaired at a sensible cost?", "answers": [
  {"value": "yes", "text": "Yes", "next": "cause"},
  {"value": "no", "text": "No", "next": "cause", "grade": "S"}]},
 {"id": "cause", "text": "Who caused it?", "answers": [
  {"value": "customer", "text": "The customer: dropped, misused, lost", "fault": "customer"},
  {"value": "carrier", "text": "The carrier: crushed, wet, torn open", "fault": "carrier"},
  {"value": "manufacturer", "text": "The maker: material or workmanship", "fault": "manufacturer"},
  {"value": "merchant", "text": "The merchant: wrong, incomplete or ill packed", "fault": "merchant"},
  {"value": "warehouse", "text": "We did, since it came in", "fault": "warehouse"},
  {"value": "unknown", "text": "Cannot be told", "fault": "unknown"}]}]}
$tree$);
