### Why a file is no JSON: the place, and what to type there.

# A mark of a Chinese keyboard where JSON knows only its own.
json-chinese-mark = column { $column }: { $found } is a Chinese mark, and JSON knows only English ones; type { $instead } instead

json-wide-digit = column { $column }: { $found } is a full-width character, and numbers have only narrow ones; type { $instead } instead

json-unit = column { $column }: { $unit } does not belong to a number; write the number alone

json-other-mark = column { $column }: JSON has no { $found } here; type { $instead } instead

# A quote ends the text, and the text goes on.
json-quote-in-text = column { $column }: this " ends the text, but there is more of it; if it belongs to the text, write \"

json-backslash = column { $column }: a \ cannot stand alone; in JSON, write \\, or / in a path, for example C:/Users

json-python-word = column { $column }: this is Python's word; write { $instead } instead

json-hash = column { $column }: begin comments with //, not with #

json-comma = column { $column }: a comma is missing; add a , here

json-open-string = column { $column }: the text that begins here has no closing quote; add a " at its end

json-open-array = column { $column }: the array that begins here is not closed; add a ] at its end

json-open-object = column { $column }: the object that begins here is not closed; add a {"}"} at its end

json-open-comment = column { $column }: the comment that begins here is not closed; add */

json-single-quoted = column { $column }: put text in double quotes ", not in single ones

json-colon = column { $column }: a colon is missing; add a : behind the key

json-surplus = column { $column }: this does not belong here, or a quote, comma or bracket is missing before it; put text in double quotes "

json-property-name = column { $column }: put the key in double quotes "

# In the parser's English.
json-other = not valid JSON near column { $column } ({ $reason }); check commas, quotes and brackets
