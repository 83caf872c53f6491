# ---- what `init` prints ----

# $file (String)
init-written = 已写入: { $file }

# $file (String)
init-kept = 已存在，没有改动: { $file }

init-next = 接下来:

# $program (String)
init-next-simulate = { $program } --simulate    用内置模拟器试运行，不需要 Key，不产生费用

init-next-key = cp .env.example .env，填入自己的 Key（不要提交到 Git）
init-next-inputs = 把 examples/ 中虚构的 Prompt 和患者记录换成自己的（路径见配置中的 prompts_file 和 records_dir）

# $program (String)
init-next-check = { $program } check         检查配置、Key 和模型，不产生费用

# $program (String)
init-next-plan = { $program } plan          看费用和时间

# $program (String)
init-next-run = { $program }               运行
