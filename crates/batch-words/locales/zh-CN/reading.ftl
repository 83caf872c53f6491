# ---- what is wrong with folders and files that are named on the command line ----

# $path (String)
# $cause (String)
reading-unreadable = { $path }：无法读取（{ $cause }），请检查路径和权限

# $path (String)
reading-filled = { $path }：其中已有评分者填写的姓名或评分，没有覆盖；请把它改名（例如 评分-张三.xlsx），或用 -o 写到另一个文件

# $path (String)
reading-never-run = 还没有运行过，没有结果（{ $path } 不存在）；请先运行一次，或用 --simulate 模拟运行，不产生费用

# $path (String)
reading-not-a-folder = { $path }：是文件，不是目录；请写输出目录，例如 ./output/raw_xxx

# $path (String)
# $odd (Number)
reading-nothing-here = { $odd ->
        [0] { $path }：目录中没有结果文件（*.json）也没有账本，请检查路径，或先运行一次
       *[other] { $path }：目录中的 { $odd } 个 JSON 文件都不是结果文件，也没有账本，请检查路径
    }

# $path (String)
reading-nothing-yet = { $path }：目录中还没有任何对话（刚开始运行，或结果文件已被移走），请先运行一次

# $path (String)
# $cause (String)
reading-unwritable = { $path }：写不成（{ $cause }），请检查路径、权限和磁盘空间；原有的文件没有改动

# $path (String)
reading-is-a-folder = { $path }：是目录；-o 后面请写文件名

# $path (String)
reading-is-a-file = { $path }：是文件；这种格式每个结果写一个文件，-o 后面请写目录

reading-no-stdout = -：写不成（这种格式不能写到标准输出，-o 后面请写文件名），请检查路径、权限和磁盘空间；原有的文件没有改动

# $path (String)
# $format (String)
reading-overwrites-input = { $path }：以 .json 结尾，会与结果文件混在一起；请换一个名字，例如 .{ $format }

# $path (String)
reading-among-the-ledger = { $path }：在账本所在的 .batch 目录中，那里的文件不能被替换；请换一个目录

reading-stopped = 已中断；没有写完的文件已去掉，原有的文件没有改动

# A column whose model stands in several folders.
# $model (String)
# $folder (String)
reading-column = { $model }（{ $folder }）

# ---- what is odd about a file ----

# $cause (String)
reading-odd-unreadable = 无法读取（{ $cause }），已跳过

# $line (Number)
reading-odd-not-json = 不是完整的 JSON（第 { $line } 行附近），已跳过；重新运行会重写此文件

reading-odd-not-a-sheet = 不是结果文件，已跳过

# $encoding (String)
reading-odd-decoded-from = 不是 UTF-8，按 { $encoding } 读取

reading-odd-lossy = 有些字节不属于任何编码，已用 � 代替
reading-odd-half-characters = 含有不完整的 Unicode 转义（半个字符），已用 � 代替
reading-odd-stale-result = result 与各对话的 Output 不一致（可能重跑过一部分），以 Output 为准
reading-odd-no-conversations = 没有任何对话

# $key (String)
# $number (Number)
reading-odd-key = 对话的键 "{ $key }" 不是从 1 起的序号，或与其他对话重复，列为对话 { $number }

# $key (String)
reading-odd-no-object = 对话 "{ $key }" 的内容不是对象，按回答显示

# $key (String)
reading-odd-no-output = 对话 { $key } 没有 Output 或不是文字

# $key (String)
# $field (String)
reading-odd-repeated = 对话 { $key } 中的 { $field } 写了两次，以最后一次为准

# $field (String)
# $said (String)
reading-odd-inner-name = 有对话中的 { $field } 是 "{ $said }"，与文件的 { $field } 不同，以文件的为准

reading-odd-named-by-file = 没有写 model 或 people，已取自文件名

# $expected (String)
reading-odd-other-name = 文件名与内容不符，按内容应为 { $expected }

# $name (String)
# $meant (String)
reading-odd-garbled = 名称 "{ $name }" 是乱码，原来可能是 "{ $meant }"

# $name (String)
reading-odd-garbled-for-good = 名称 "{ $name }" 是乱码，无法还原

# $other (String)
reading-odd-duplicate = 与 { $other } 是同一模型和患者，只读了其中一个

# $number (Number)
reading-odd-edited = 对话 { $number } 的 Output 与账本中的回答不同（被改过），显示的是文件中的

# $numbers (String)
# $count (Number)
reading-odd-from-ledger = { $count ->
       *[other] 对话 { $numbers } 还没有写入文件，取自账本；重新运行会写好
    }

reading-odd-removed = 账本说写过这个文件，现在不在了（被删除、移走或改名），没有列入；仍在配置中的，重新运行会写好
reading-odd-other-record = 患者记录与其他模型得到的不同

# $number (Number)
reading-odd-other-prompt = 对话 { $number } 的 Prompt 与其他文件中的不同

# $bytes (Number)
reading-odd-ledger-damaged = 账本中有 { $bytes } 字节无法读取（正在写入、异常退出或损坏）

# ---- what was done ----

# $folder (String)
reading-simulated = 还没有正式运行的结果，用的是模拟运行的结果（{ $folder }），请勿当作真实结果

# $path (String)
# $count (Number)
reading-reported = 报告已写入 { $path }（{ $count } 个对话）

# $count (Number)
# $folder (String)
reading-reported-pages = 内容太多，一个网页在浏览器中打不开：已按患者分成 { $count } 个网页，在 { $folder } 中，上面的文件是目录，请放在一起。也可以只放入一部分：--people 患者1,患者2 或 --sample 200

# $count (Number)
reading-odds = 读取时有 { $count } 处异常:

# $file (String)
# $what (String)
reading-odds-one = { $file }：{ $what }

# $count (Number)
reading-odds-more = …… 另有 { $count } 处
