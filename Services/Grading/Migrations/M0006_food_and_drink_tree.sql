-- The questions a bench asks of food and drink. Words: Services/Grading/README.md.
INSERT INTO question_tree (tree_id, version, category, tree)
VALUES ('food_and_drink', 1, 'food_and_drink', $tree$
{"first": "dangerous", "questions": [
 {"id": "dangerous", "text": "Leaking, blown, broken glass, mould, pests?", "answers": [
  {"value": "no", "text": "No", "next": "as_described"},
  {"value": "yes", "text": "Yes: stop, set it apart",
   "next": "cause", "grade": "S", "dangerous": true, "defect": true}]},
 {"id": "as_described", "text": "Is it the article and the pack that the label says?", "answers": [
  {"value": "yes", "text": "Yes", "next": "expired"},
  {"value": "no", "text": "No", "next": "expired", "grade": "A", "fault": "merchant", "defect": true}]},
 {"id": "expired", "text": "Is it past its date, or too near to it to be sold?", "answers": [
  {"value": "no", "text": "No", "next": "cold_chain"},
  {"value": "yes", "text": "Yes", "next": "cause", "grade": "S", "defect": true}]},
 {"id": "cold_chain", "text": "Chilled or frozen goods: was the cold chain kept? (Others: kept)", "answers": [
  {"value": "kept", "text": "Kept, or none needed", "next": "sealed"},
  {"value": "broken", "text": "Broken or cannot be shown", "next": "cause", "grade": "S", "defect": true}]},
 {"id": "sealed", "text": "Is the seal of the pack itself unbroken?", "answers": [
  {"value": "yes", "text": "Yes", "next": "packaging", "grade": "A", "sealed": true},
  {"value": "no", "text": "No", "next": "damage", "grade": "D", "fault": "customer"}]},
 {"id": "packaging", "text": "How is the outside of the pack?", "answers": [
  {"value": "good", "text": "Fit to sell"},
  {"value": "damaged", "text": "Dented or torn outside, seal holds", "next": "cause", "grade": "B", "defect": true}]},
 {"id": "damage", "text": "The opened contents: wrong look, odour or a foreign body?", "answers": [
  {"value": "none", "text": "None"},
  {"value": "light", "text": "Wrong look, taste or odour", "next": "cause", "grade": "S", "defect": true},
  {"value": "heavy", "text": "Foreign body, spoilt", "next": "cause", "grade": "S", "defect": true}]},
 {"id": "cause", "text": "Who caused it?", "answers": [
  {"value": "customer", "text": "The customer: dropped, misused, lost", "fault": "customer"},
  {"value": "carrier", "text": "The carrier: crushed, wet, torn open", "fault": "carrier"},
  {"value": "manufacturer", "text": "The maker: material or workmanship", "fault": "manufacturer"},
  {"value": "merchant", "text": "The merchant: wrong, incomplete or ill packed", "fault": "merchant"},
  {"value": "warehouse", "text": "We did, since it came in", "fault": "warehouse"},
  {"value": "unknown", "text": "Cannot be told", "fault": "unknown"}]}]}
$tree$);
