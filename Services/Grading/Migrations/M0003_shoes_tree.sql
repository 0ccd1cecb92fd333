-- The questions a bench asks of shoes. Words: Services/Grading/README.md.
INSERT INTO question_tree (tree_id, version, category, tree)
VALUES ('shoes', 1, 'shoes', $tree$
{"first": "dangerous", "questions": [
 {"id": "dangerous", "text": "Is it unsafe to handle: mould, pests, blood?", "answers": [
  {"value": "no", "text": "No", "next": "as_described"},
  {"value": "yes", "text": "Yes: stop, set it apart",
   "next": "cause", "grade": "S", "dangerous": true, "defect": true}]},
 {"id": "as_described", "text": "Are both the article, size and colour that the label says?", "answers": [
  {"value": "yes", "text": "Yes", "next": "sealed"},
  {"value": "no", "text": "No", "next": "sealed", "grade": "A", "fault": "merchant", "defect": true}]},
 {"id": "sealed", "text": "Is the box unopened, the paper untouched?", "answers": [
  {"value": "yes", "text": "Yes", "next": "packaging.sealed", "grade": "A", "sealed": true},
  {"value": "no", "text": "No", "next": "complete", "grade": "A"}]},
 {"id": "packaging.sealed", "text": "Is the closed packaging fit to sell?", "answers": [
  {"value": "good", "text": "Yes"},
  {"value": "damaged", "text": "No: dented, torn or written on", "next": "cause", "grade": "B", "defect": true}]},
 {"id": "complete", "text": "Is it a pair, with spare laces and dust bag where it has them?", "answers": [
  {"value": "yes", "text": "Yes", "next": "worn"},
  {"value": "no", "text": "No", "next": "cause.missing", "grade": "D", "defect": true}]},
 {"id": "cause.missing", "text": "Who caused that something is missing?", "answers": [
  {"value": "customer", "text": "The customer: dropped, misused, lost", "next": "worn", "fault": "customer"},
  {"value": "carrier", "text": "The carrier: crushed, wet, torn open", "next": "worn", "fault": "carrier"},
  {"value": "manufacturer", "text": "The maker: material or workmanship", "next": "worn", "fault": "manufacturer"},
  {"value": "merchant", "text": "The merchant: wrong, incomplete or ill packed", "next": "worn", "fault": "merchant"},
  {"value": "warehouse", "text": "We did, since it came in", "next": "worn", "fault": "warehouse"},
  {"value": "unknown", "text": "Cannot be told", "next": "worn", "fault": "unknown"}]},
 {"id": "worn", "text": "How does the outsole look?", "answers": [
  {"value": "no", "text": "Clean: tried on indoors at most", "next": "packaging"},
  {"value": "lightly", "text": "Marked: a few steps outside", "next": "hygiene", "grade": "B", "fault": "customer"},
  {"value": "heavily", "text": "Worn down, creased upper", "next": "hygiene", "grade": "D", "fault": "customer"}]},
 {"id": "packaging", "text": "How is the shoe box?", "answers": [
  {"value": "good", "text": "Fit to sell", "next": "damage"},
  {"value": "damaged", "text": "Torn, taped or written on", "next": "damage", "grade": "B"},
  {"value": "missing", "text": "Gone", "next": "damage", "grade": "B", "fault": "customer"}]},
 {"id": "hygiene", "text": "Are insole and lining clean and free of odour?", "answers": [
  {"value": "intact", "text": "Yes", "next": "damage"},
  {"value": "broken", "text": "No", "next": "damage", "grade": "D", "fault": "customer"}]},
 {"id": "damage", "text": "Glue, seams, eyelets, upper: any damage?", "answers": [
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
