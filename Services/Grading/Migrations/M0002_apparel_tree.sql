-- The questions a bench asks of apparel. Words: Services/Grading/README.md.
INSERT INTO question_tree (tree_id, version, category, tree)
VALUES ('apparel', 1, 'apparel', $tree$
{"first": "dangerous", "questions": [
 {"id": "dangerous", "text": "Is it unsafe to handle: mould, pests, blood, needles?", "answers": [
  {"value": "no", "text": "No", "next": "as_described"},
  {"value": "yes", "text": "Yes: stop, set it apart",
   "next": "cause", "grade": "S", "dangerous": true, "defect": true}]},
 {"id": "as_described", "text": "Is it the article, size and colour that its label says?", "answers": [
  {"value": "yes", "text": "Yes", "next": "sealed"},
  {"value": "no", "text": "No", "next": "sealed", "grade": "A", "fault": "merchant", "defect": true}]},
 {"id": "sealed", "text": "Is it still in its closed bag, never opened?", "answers": [
  {"value": "yes", "text": "Yes", "grade": "A", "sealed": true},
  {"value": "no", "text": "No", "next": "hygiene", "grade": "A"}]},
 {"id": "hygiene", "text": "Underwear and swimwear: is the hygiene seal in place? (Others: intact)", "answers": [
  {"value": "intact", "text": "Intact, or none needed", "next": "worn"},
  {"value": "broken", "text": "Broken or gone", "next": "damage", "grade": "D", "fault": "customer"}]},
 {"id": "worn", "text": "Has it been worn?", "answers": [
  {"value": "no", "text": "No, tried on at most", "next": "tags"},
  {"value": "lightly", "text": "Lightly", "next": "washed", "grade": "B", "fault": "customer"},
  {"value": "heavily", "text": "Heavily: shape, pilling, fading",
   "next": "washed", "grade": "C", "fault": "customer"}]},
 {"id": "tags", "text": "Are the swing tags on?", "answers": [
  {"value": "yes", "text": "Yes", "next": "soiled"},
  {"value": "no", "text": "No", "next": "soiled", "grade": "B", "fault": "customer"}]},
 {"id": "washed", "text": "Has it been washed?", "answers": [
  {"value": "no", "text": "No", "next": "soiled"},
  {"value": "yes", "text": "Yes", "next": "soiled", "grade": "C", "fault": "customer"}]},
 {"id": "soiled", "text": "Stains, hair, make-up or odour?", "answers": [
  {"value": "none", "text": "None", "next": "damage"},
  {"value": "light", "text": "Light: comes out in cleaning", "next": "damage", "grade": "C", "fault": "customer"},
  {"value": "heavy", "text": "Heavy: stays", "next": "damage", "grade": "D", "fault": "customer"}]},
 {"id": "damage", "text": "Holes, tears, open seams, broken zips?", "answers": [
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
