-- The questions a bench asks of electronics. Words: Services/Grading/README.md.
INSERT INTO question_tree (tree_id, version, category, tree)
VALUES ('electronics', 1, 'electronics', $tree$
{"first": "dangerous", "questions": [
 {"id": "dangerous", "text": "Battery swollen, leaking or hot; liquid inside; bare conductors?", "answers": [
  {"value": "no", "text": "No", "next": "as_described"},
  {"value": "yes", "text": "Yes: stop, set it apart",
   "next": "cause", "grade": "S", "dangerous": true, "defect": true, "cosmetic": "C0"}]},
 {"id": "as_described", "text": "Is it the model, memory and serial number that the label says?", "answers": [
  {"value": "yes", "text": "Yes", "next": "sealed"},
  {"value": "no", "text": "No", "next": "sealed", "grade": "A", "fault": "merchant", "defect": true}]},
 {"id": "sealed", "text": "Is the maker's seal unbroken?", "answers": [
  {"value": "yes", "text": "Yes", "next": "packaging.sealed", "grade": "A", "sealed": true, "cosmetic": "C9"},
  {"value": "no", "text": "No", "next": "locked", "grade": "A"}]},
 {"id": "packaging.sealed", "text": "Is the closed packaging fit to sell?", "answers": [
  {"value": "good", "text": "Yes"},
  {"value": "damaged", "text": "No: dented, torn or written on",
   "next": "cause", "grade": "B", "defect": true, "cosmetic": "C8"}]},
 {"id": "locked", "text": "Is it locked to an account or by a code?", "answers": [
  {"value": "no", "text": "No", "next": "works"},
  {"value": "yes", "text": "Yes: no function can be tested", "next": "complete", "grade": "D", "fault": "customer"}]},
 {"id": "works", "text": "Does it switch on, charge and pass the test programme?", "answers": [
  {"value": "yes", "text": "Yes, all functions", "next": "reset", "function": "F5"},
  {"value": "partly", "text": "Key functions work, others fail",
   "next": "cause.works", "grade": "C", "function": "F3", "defect": true},
  {"value": "no", "text": "No", "next": "repairable.works", "grade": "D", "defect": true}]},
 {"id": "repairable.works", "text": "Can it be repaired at a sensible cost?", "answers": [
  {"value": "yes", "text": "Yes", "next": "cause.works"},
  {"value": "no", "text": "No", "next": "cause.works", "grade": "S"}]},
 {"id": "cause.works", "text": "Who caused that it does not work?", "answers": [
  {"value": "customer", "text": "The customer: dropped, misused, lost", "next": "complete", "fault": "customer"},
  {"value": "carrier", "text": "The carrier: crushed, wet, torn open", "next": "complete", "fault": "carrier"},
  {"value": "manufacturer", "text": "The maker: material or workmanship",
   "next": "complete", "fault": "manufacturer"},
  {"value": "merchant", "text": "The merchant: wrong, incomplete or ill packed",
   "next": "complete", "fault": "merchant"},
  {"value": "warehouse", "text": "We did, since it came in", "next": "complete", "fault": "warehouse"},
  {"value": "unknown", "text": "Cannot be told", "next": "complete", "fault": "unknown"}]},
 {"id": "reset", "text": "Is the user's data gone and licensed software restored?", "answers": [
  {"value": "yes", "text": "Yes", "next": "complete"},
  {"value": "no", "text": "No: hardware works, data or software to be dealt with",
   "next": "complete", "grade": "B", "fault": "customer", "function": "F4"}]},
 {"id": "complete", "text": "Are charger, cables, accessories and manual there?", "answers": [
  {"value": "yes", "text": "Yes", "next": "worn"},
  {"value": "no", "text": "No", "next": "cause.missing", "grade": "B", "defect": true}]},
 {"id": "cause.missing", "text": "Who caused that something is missing?", "answers": [
  {"value": "customer", "text": "The customer: dropped, misused, lost", "next": "worn", "fault": "customer"},
  {"value": "carrier", "text": "The carrier: crushed, wet, torn open", "next": "worn", "fault": "carrier"},
  {"value": "manufacturer", "text": "The maker: material or workmanship", "next": "worn", "fault": "manufacturer"},
  {"value": "merchant", "text": "The merchant: wrong, incomplete or ill packed", "next": "worn", "fault": "merchant"},
  {"value": "warehouse", "text": "We did, since it came in", "next": "worn", "fault": "warehouse"},
  {"value": "unknown", "text": "Cannot be told", "next": "worn", "fault": "unknown"}]},
 {"id": "worn", "text": "Signs of use?", "answers": [
  {"value": "no", "text": "None: as new", "next": "packaging", "cosmetic": "C9"},
  {"value": "lightly", "text": "Light: fine marks",
   "next": "screen", "grade": "B", "fault": "customer", "cosmetic": "C6"},
  {"value": "heavily", "text": "Heavy: scratches, shiny keys, dirt",
   "next": "screen", "grade": "C", "fault": "customer", "cosmetic": "C4"}]},
 {"id": "packaging", "text": "How is the original box?", "answers": [
  {"value": "good", "text": "Fit to sell", "next": "screen"},
  {"value": "damaged", "text": "Torn or written on", "next": "screen", "grade": "B", "cosmetic": "C8"},
  {"value": "missing", "text": "Gone", "next": "screen", "grade": "B", "fault": "customer", "cosmetic": "C8"}]},
 {"id": "screen", "text": "Screen or lens (none where it has neither): damage?", "answers": [
  {"value": "none", "text": "None", "next": "damage"},
  {"value": "light", "text": "Scratches, a few dead pixels",
   "next": "cause.screen", "grade": "C", "defect": true, "cosmetic": "C3"},
  {"value": "heavy", "text": "Cracked, lines, burn-in",
   "next": "cause.screen", "grade": "D", "defect": true, "cosmetic": "C1"}]},
 {"id": "cause.screen", "text": "Who caused the damage to the screen?", "answers": [
  {"value": "customer", "text": "The customer: dropped, misused, lost", "next": "damage", "fault": "customer"},
  {"value": "carrier", "text": "The carrier: crushed, wet, torn open", "next": "damage", "fault": "carrier"},
  {"value": "manufacturer", "text": "The maker: material or workmanship", "next": "damage", "fault": "manufacturer"},
  {"value": "merchant", "text": "The merchant: wrong, incomplete or ill packed",
   "next": "damage", "fault": "merchant"},
  {"value": "warehouse", "text": "We did, since it came in", "next": "damage", "fault": "warehouse"},
  {"value": "unknown", "text": "Cannot be told", "next": "damage", "fault": "unknown"}]},
 {"id": "damage", "text": "Housing, keys, ports, hinges: damage?", "answers": [
  {"value": "none", "text": "None"},
  {"value": "light", "text": "Light: seen on a close look",
   "next": "cause", "grade": "C", "defect": true, "cosmetic": "C3"},
  {"value": "heavy", "text": "Heavy: seen at once, or it impairs use",
   "next": "repairable", "grade": "D", "defect": true, "cosmetic": "C1"}]},
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
