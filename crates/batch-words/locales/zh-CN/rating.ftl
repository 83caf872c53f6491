# How the rater knows the answers, in the order of the page; a space between them.
rating-letters = 甲 乙 丙 丁 戊 己 庚 辛 壬 癸
