-- The questions a bench asks of toys. Words: Services/Grading/README.md.
INSERT INTO question_tree (tree_id, version, category, tree)
VALUES ('toys', 1, 'toys', $tree$
{"first": "dangerous", "questions": [
 {"id": "dangerous", "text": "Unsafe for a child: small parts, magnets, sharp edges, battery?", "answers": [
  {"value": "no", "text": "No", "next": "as_described"},
  {"value": "yes", "text": "Yes: stop, set it apart",
   "next": "cause", "grade": "S", "dangerous": true, "defect": true}]},
 {"id": "as_described", "text": "Is it the article that its label says?", "answers": [
  {"value": "yes", "text": "Yes", "next": "sealed"},
  {"value": "no", "text": "No", "next": "sealed", "grade": "A", "fault": "merchant", "defect": true}]},
 {"id": "sealed", "text": "Is the packaging unopened?", "answers": [
  {"value": "yes", "text": "Yes", "next": "packaging.sealed", "grade": "A", "sealed": true},
  {"value": "no", "text": "No", "next": "complete", "grade": "A"}]},
 {"id": "packaging.sealed", "text": "Is the closed packaging fit to sell?", "answers": [
  {"value": "good", "text": "Yes"},
  {"value": "damaged", "text": "No: dented, torn or written on", "next": "cause", "grade": "B", "defect": true}]},
 {"id": "complete", "text": "Are all pieces, figures, cards and instructions there?", "answers": [
  {"value": "yes", "text": "Yes", "next": "works"},
  {"value": "no", "text": "No", "next": "cause.missing", "grade": "C", "defect": true}]},
 {"id": "cause.missing", "text": "Who caused that pieces are missing?", "answers": [
  {"value": "customer", "text": "The customer: dropped, misused, lost", "next": "works", "fault": "customer"},
  {"value": "carrier", "text": "The carrier: crushed, wet, torn open", "next": "works", "fault": "carrier"},
  {"value": "manufacturer", "text": "The maker: material or workmanship", "next": "works", "fault": "manufacturer"},
  {"value": "merchant", "text": "The merchant: wrong, incomplete or ill packed",
   "next": "works", "fault": "merchant"},
  {"value": "warehouse", "text": "We did, since it came in", "next": "works", "fault": "warehouse"},
  {"value": "unknown", "text": "Cannot be told", "next": "works", "fault": "unknown"}]},
 {"id": "works", "text": "Does it work? (Yes, too, where there is nothing to work)", "answers": [
  {"value": "yes", "text": "Yes", "next": "hygiene"},
  {"value": "partly", "text": "Partly", "next": "cause.works", "grade": "C", "defect": true},
  {"value": "no", "text": "No", "next": "repairable.works", "grade": "D", "defect": true}]},
 {"id": "repairable.works", "text": "Can it be repaired at a sensible cost?", "answers": [
  {"value": "yes", "text": "Yes", "next": "cause.works"},
  {"value": "no", "text": "No", "next": "cause.works", "grade": "S"}]},
 {"id": "cause.works", "text": "Who caused that it does not work?", "answers": [
  {"value": "customer", "text": "The customer: dropped, misused, lost", "next": "hygiene", "fault": "customer"},
  {"value": "carrier", "text": "The carrier: crushed, wet, torn open", "next": "hygiene", "fault": "carrier"},
  {"value": "manufacturer", "text": "The maker: material or workmanship", "next": "hygiene", "fault": "manufacturer"},
  {"value": "merchant", "text": "The merchant: wrong, incomplete or ill packed",
   "next": "hygiene", "fault": "merchant"},
  {"value": "warehouse", "text": "We did, since it came in", "next": "hygiene", "fault": "warehouse"},
  {"value": "unknown", "text": "Cannot be told", "next": "hygiene", "fault": "unknown"}]},
 {"id": "hygiene", "text": "Soft, bath and mouth toys: clean and dry? (Others: intact)", "answers": [
  {"value": "intact", "text": "Yes, or no such toy", "next": "worn"},
  {"value": "broken", "text": "No", "next": "damage", "grade": "D", "fault": "customer"}]},
 {"id": "worn", "text": "Has it been played with?", "answers": [
  {"value": "no", "text": "No", "next": "packaging"},
  {"value": "lightly", "text": "Lightly", "next": "damage", "grade": "B", "fault": "customer"},
  {"value": "heavily", "text": "Heavily", "next": "damage", "grade": "C", "fault": "customer"}]},
 {"id": "packaging", "text": "How is the box?", "answers": [
  {"value": "good", "text": "Fit to sell", "next": "damage"},
  {"value": "damaged", "text": "Torn or written on", "next": "damage", "grade": "B"},
  {"value": "missing", "text": "Gone", "next": "damage", "grade": "B", "fault": "customer"}]},
 {"id": "damage", "text": "Breaks, cracks, torn seams, bent cards?", "answers": [
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
