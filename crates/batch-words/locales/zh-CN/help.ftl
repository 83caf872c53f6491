# ---- what the program and its commands do ----

help-about = 让每个模型回答每位患者的每个 Prompt，每个模型和患者写一个 JSON 文件
help-run = 处理剩下的全部对话（默认命令）；已有回答的不会重复付费
help-status = 已回答、失败、未处理各有多少，文件与账本是否一致；不发送任何请求
help-check = 检查配置、输入、输出目录、Key、网络和每个模型；不产生费用
help-plan = 运行之前先看：调用数、Token、费用范围和时间；不发送任何付费请求
help-report = 把一个或多个输出目录做成一个 HTML 网页：图表、矩阵、各模型对读、搜索；不联网即可打开
help-rate = 把回答做成一个盲评网页：模型匿名、顺序随机，评分者逐个打分并保存成文件；不联网即可打开
help-export = 导出为 CSV、Excel、JSON Lines 或 Markdown，一个对话一行
help-agreement = 由评分者的评分文件计算一致性和各模型的结果，打印成可粘贴到论文的表格
help-init = 在当前目录写入带注释的配置、.env.example 和示例数据（虚构）；已有的文件不会覆盖
help-completions = 打印 shell 的命令补全脚本
help-man = 打印 man 手册页

# ---- options of single commands ----

help-failed = 逐个列出失败的对话和原因
help-spend = 给每个模型发一次极小的付费调用，验证没有免费接口可查的部分
help-settings = 列出每项设置的值和来源（命令行、配置文件、环境变量、.env、默认值）
help-ask = 请平台免费计算几个对话的 Token 数，使估算更准（会发送这几个患者的记录）
help-dirs = 输出目录，可以写多个；不写则用配置中的 output_dir
help-without-records = 网页中不含患者记录和模型的思考过程，便于转交他人；回答本身仍可能含有患者信息
help-report-sample = 只放入这么多位患者，按姓名固定抽取，每次相同
help-report-output = 写到哪个文件；默认 batch-report.html
help-ratings = 各评分者保存的文件（或放着它们的目录）；揭盲后把结果加在总览中。写在目录之后
help-rate-output = 写到哪个文件；默认 batch-rating.html 或 batch-rating.xlsx
help-rate-format = html（网页，默认）或 xlsx（Excel 工作簿）；不写时由 -o 的文件名决定
help-criteria = 评分项目（JSON 文件）；默认准确性、完整性、安全性、可读性，各 1-5 分
help-seed = 抽取顺序用的种子（默认 1）；种子和回答相同，顺序就相同
help-sample = 只评这么多组（患者 × Prompt），由种子随机抽取
help-format = csv（Excel 可直接打开）、xlsx（汇总、评分表、对比和全部对话）、jsonl（供程序读取）或 md；不写则按 -o 的文件名，都没有则为 csv
help-shape = md 的形式: sheets 每个结果一个文件（含 Prompt 和记录）、results 每个结果一个文件（只有输出）、headings 一个文件（按患者和 Prompt 分标题；-o 以 .md 结尾时的默认值）
help-export-output = 写到哪个文件或目录；- 为标准输出（csv、jsonl、md headings）
help-agreement-files = 评分者保存的评分文件（.json 或 .xlsx），可以写多个；写目录则为其中全部的评分文件
help-agreement-dirs = 评分所针对的输出目录，可以写多个；不写则用配置中的 output_dir
help-agreement-output = 写到哪个文件（.csv、.md 或 .xlsx）；不写则以 Markdown 打印
help-shell = bash、zsh、fish 或 powershell
help-man-of = 只要这个命令的手册页

# ---- options of all commands ----

help-config = 配置文件；默认先找当前目录，再找 configs/
help-models = 只用这些模型（逗号分隔，须在配置中）
help-people = 只处理这些患者（逗号分隔）
help-prompts = 只用这些 Prompt（从 1 数起，逗号分隔）
help-concurrency = 同时进行的调用数上限
help-rpm = 每分钟请求数上限
help-tpm = 每分钟 Token 数上限
help-timeout = 单次调用的总时限（秒）
help-budget = 费用上限（平台价格数据的货币）；每次调用先按最坏情况预留，到达后停止，以后可以接着运行
help-output-dir = 输出目录
help-simulate = 用内置模拟器代替真实平台，不需要 Key，不产生费用；结果写入 <输出目录>_simulated/
help-fresh = 从头开始；旧的账本和结果文件移到一旁，不会删除
help-quiet = 终端上只显示进度、警告和错误；status、plan、check、agreement 仍打印所问的结果，写文件的命令只写文件
help-json = 在标准输出打印一个 JSON 摘要，代替横幅和总结
help-events = 运行时把发生的每件事写成一行 JSON，供网页或其他程序读取；- 为标准输出（代替横幅和总结）
help-offline-limit = 网络中断、或平台一直没有成功答复时，最多等待的秒数（默认 1800）
help-lang = 语言: zh 或 en；也可以用环境变量 BATCH_LANG
help-help = 显示帮助
help-version = 显示版本

# ---- around them ----

help-commands = 命令
help-options = 选项

# $program (String)
help-usage = 用法: { $program } [命令] [选项]

# $usage (String)
help-usage-of-command = 用法: { $usage }

# $program (String)
# $config (String)
help-after =
    第一次使用:
    {"  "}{ $program } init                       在空目录中写入配置和示例
    {"  "}{ $program } --simulate                 用内置模拟器试运行，不需要 Key，不产生费用
      把 Key 写入 .env（见 .env.example），把自己的 Prompt 和患者记录放好，然后:
    {"  "}{ $program } check                      检查配置、Key 和模型，不产生费用
    {"  "}{ $program } plan                       看费用和时间，不发送任何付费请求
    {"  "}{ $program } --budget 20                正式运行，花费不超过 20（CNY 或 USD，见 plan）

    更多示例:
    {"  "}{ $program }                            按配置运行；中断后再次运行会接着做，已有的回答不重复付费
    {"  "}{ $program } --models a,b --prompts 1   只运行一部分
    {"  "}{ $program } --people 患者1,患者2       只处理这几位患者
    {"  "}{ $program } plan --settings            每项设置的值从哪里来
    {"  "}{ $program } report                     把结果做成网页: 图表、矩阵、各模型对读；可写多个输出目录
    {"  "}{ $program } export -f xlsx             导出 Excel（或 csv、jsonl、md）
    {"  "}{ $program } plan --json                供脚本使用的输出
    {"  "}{ $program } check --spend              各发一次极小的付费调用，验证每个模型真的可用
    {"  "}{ $program } completions bash           命令补全: 追加到 ~/.bashrc 或补全目录
    {"  "}{ $program } man | man -l -             手册页

    文件: 配置默认为 ./{ $config }，其次 ./configs/{ $config }；结果写入配置中的 output_dir，
          其中 .batch/ledger.jsonl 记录每次调用的回答、Token 和费用

    退出码: 0 全部完成 · 1 有失败 · 2 用法、配置或输入有误（没有发送任何请求）· 3 平台拒绝了账户（Key、余额）或地址不对
            4 额度或预算用完，或太久没有成功答复，稍后再运行 · 130 被中断

# ---- what is wrong with a command line ----

# $what (String)
help-unknown = 没有 { $what } 这个选项或命令，用 --help 查看用法

# $what (String)
# $nearest (String)
help-unknown-near = 没有 { $what } 这个选项或命令；是否想用 { $nearest }？用 --help 查看用法

# $argument (String)
help-no-value = { $argument } 后面缺少值，用 --help 查看用法

# $argument (String)
# $value (String)
help-bad-value = { $argument } 的值 "{ $value }" 不能使用，用 --help 查看用法

# $argument (String)
# $value (String)
# $expected (String)
help-bad-value-but = { $argument } 的值 "{ $value }" 不能使用，应为{" "}{ $expected }；用 --help 查看用法

help-expected-prompts = 从 1 数起的编号，例如 1,3 或 1-3

# $most (String)
help-expected-seed = 0 到 { $most } 的整数

help-expected-concurrency = 1 到 1024 的整数

help-expected-whole = 大于 0 的整数

help-expected-seconds = 秒数，例如 600

help-expected-budget = 大于 0 的金额，例如 20 或 20元

help-expected-lang = zh 或 en

# A config's name where only commands stand.
# $file (String)
help-config-by-flag = 配置文件要用 --config 指定：--config { $file }

# $argument (String)
help-repeated = { $argument } 写了不止一次，或与另一个选项冲突，用 --help 查看用法

# An option that is a switch.
# $argument (String)
help-takes-no-value = { $argument } 后面不写值，写上它就是打开，不写就是关闭；用 --help 查看用法

# $argument (String)
help-missing = 命令后面缺少 { $argument }，用 --help 查看用法

# $argument (String)
# $expected (String)
help-missing-but = 命令后面缺少 { $argument }：{ $expected }；用 --help 查看用法

# A dash of Word's, or of a Chinese keyboard.
# $argument (String)
# $dash (String)
# $meant (String)
help-dash = { $argument } 开头的 { $dash } 不是命令行的短横线 -（文档软件和中文输入法会替换它），请改成 { $meant }

help-incomplete = 命令行不完整，用 --help 查看用法
