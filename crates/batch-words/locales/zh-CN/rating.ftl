# How the rater knows the answers, in the order of the page; a space between them.
rating-letters = 甲 乙 丙 丁 戊 己 庚 辛 壬 癸

rating-accuracy = 准确性
rating-completeness = 完整性
rating-safety = 安全性
rating-readability = 可读性

# $people (String)
# $prompt (String)
# $answer (String)
rating-place = { $people } 的 Prompt { $prompt } 回答{ $answer }

# ---- what is wrong with files of ratings or criteria ----

# $path (String)
rating-not-ratings = { $path }：不是评分文件；请用评分页“保存”得到的文件，例如 评分-张三.json

# $path (String)
# $format (String)
rating-other-version = { $path }：由更新的版本保存（{ $format }），请更新本程序

# $path (String)
# $line (String)
rating-malformed = { $path }：第 { $line } 行附近的写法不对（分数只能是整数）；如果手工改过，请改回，或在评分页重新保存

# $path (String)
rating-no-name = { $path }：没有评分者姓名（rater），请补上

# $path (String)
# $line (String)
rating-not-criteria = { $path }：第 { $line } 行附近的写法不对；评分项目应写成 {"{"}"criteria": [{"{"}"name": "准确性", "low": 1, "high": 5{"}"}]{"}"}

# $path (String)
rating-no-criteria = { $path }：没有评分项目（criteria），请至少写一项

# $path (String)
# $name (String)
rating-bad-criterion = { $path }：评分项目“{ $name }”不能用；名称不能为空或重复，low 须小于 high，high 最大为 10

# $path (String)
# $place (String)
# $criterion (String)
rating-unknown-criterion = { $path }：{ $place }：按“{ $criterion }”打了分，但 criteria 中没有这一项；请改回，或在评分页重新保存

# $path (String)
# $place (String)
# $criterion (String)
# $score (String)
# $low (String)
# $high (String)
rating-out-of-range = { $path }：{ $place }：{ $criterion }是 { $score } 分，应在 { $low } 到 { $high } 之间；请改正

# $path (String)
# $place (String)
rating-twice = { $path }：{ $place }：同一个回答评了两次（编号重复），请删去一个

# $first (String)
# $second (String)
# $rater (String)
rating-same-rater = { $first } 与 { $second } 都是“{ $rater }”的评分；每位评分者只用一个文件，同名的两人请改其中一个的 rater

# $first (String)
# $second (String)
rating-other-seed = { $first } 与 { $second } 的种子（seed）不同，不是同一份评分页的评分，不能一起统计；请分别统计

# $first (String)
# $second (String)
rating-other-criteria = { $first } 与 { $second } 的评分项目（criteria）不同，不能一起统计；请分别统计

# $path (String)
rating-nothing-known = { $path }：其中的评分在这些目录中都找不到对应的回答；请写出制作评分页时用的输出目录，并去掉 --models、--people、--prompts

# $path (String)
# $count (Number)
# $places (String)
rating-unknown = { $path }：{ $count } 个评分找不到对应的回答（回答后来变了，或不在所读的目录、模型、患者中），没有计入，例如 { $places }

# $count (String)
# $most (String)
rating-too-many = 共有 { $count } 组回答（患者 × Prompt），一份评分页最多 { $most } 组；请用 --sample 抽取，例如 --sample 60，或用 --people、--prompts 选出一部分

rating-nothing-to-rate = 没有可以评分的回答：全部失败、为空或未处理；请先运行
