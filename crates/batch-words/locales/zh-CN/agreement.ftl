# ---- names in tables ----

agreement-all-prompts = 全部 Prompt

# $number (Number)
agreement-prompt = Prompt { $number }

agreement-overall = 总体（各标准均值）
agreement-harmful = 有害

# $low (String)
# $high (String)
agreement-interval = { $low }～{ $high }

# $count (String)
# $percent (String)
agreement-share = { $count }（{ $percent }%）

# $count (String)
# $all (String)
agreement-of = { $count }/{ $all }

# $first (String)
# $second (String)
agreement-pair = { $first } 与 { $second }

agreement-between-reasons = ；

# ---- headings that several tables have ----

agreement-scope = 范围
agreement-criterion = 标准
agreement-model = 模型
agreement-answers = 回答数
agreement-patients = 患者数
agreement-value = 值
agreement-interval-95 = 95% CI
agreement-remark = 备注

# ---- raters ----

agreement-raters = 评分者
agreement-rater = 评分者
agreement-judged = 评过的回答
agreement-marked = 标为有害

# $criterion (String)
agreement-mean-of = { $criterion }（均值 ± 标准差）

agreement-raters-note = 百分比：评过的回答占至少一位评分者评过的回答；标为有害占该评分者评过的回答。均值明显不同，说明评分者的宽严不同。

# ---- intraclass correlation ----

agreement-icc = 评分者一致性：组内相关系数（ICC）
agreement-interval-f = 95% CI（F 分布）
agreement-interval-bootstrap = 95% CI（自助法）

# $raters (Number)
# $resamples (Number)
# $seed (Number)
agreement-icc-note = 双向随机效应、绝对一致（Shrout 与 Fleiss 1979）；ICC(2,1) 指一位评分者，ICC(2,k) 指 { $raters } 位评分者的均值。只用全部评分者都评过的回答。F 分布区间（McGraw 与 Wong 1996）假定各回答相互独立；自助法按患者重抽样 { $resamples } 次（种子 { $seed }，百分位法），不作此假定。

# ---- weighted kappa ----

agreement-kappa = 评分者一致性：加权 Kappa（两位评分者）
agreement-two-raters = 评分者
agreement-linear = 线性加权 κ
agreement-quadratic = 二次加权 κ

# $resamples (Number)
# $seed (Number)
agreement-kappa-note = Cohen 加权 Kappa（1968），用两位评分者都评过的回答；“有害”只有两个取值，两种加权与不加权相同。区间按患者重抽样 { $resamples } 次（种子 { $seed }，百分位法）。

# ---- Fleiss' kappa, Krippendorff's alpha ----

agreement-coefficients = 评分者一致性：Fleiss Kappa 与 Krippendorff α
agreement-coefficient = 系数
agreement-fleiss = Fleiss κ
agreement-alpha-ordinal = Krippendorff α（有序）
agreement-alpha-interval = Krippendorff α（等距）

# $resamples (Number)
# $seed (Number)
agreement-coefficients-note = Fleiss κ（1971）把分数当作无序的类别，只用全部评分者都评过的回答；Krippendorff α 考虑分数的次序或差距，允许缺失，用至少两位评分者评过的回答。区间按患者重抽样 { $resamples } 次（种子 { $seed }，百分位法）。

# ---- scores ----

agreement-scores = 各模型得分
agreement-mean = 均值
agreement-sd = 标准差
agreement-median = 中位数
agreement-quartiles = 四分位数
agreement-scores-note = 每个回答先取各评分者的均值，再按回答统计；标准差分母为 n−1，四分位数为线性插值。总体：评分者在各标准都评了分时，各标准的均值。

# ---- what could do harm ----

agreement-harm = 有害的回答
agreement-by-any = 至少一位标记
agreement-by-most = 过半数标记
agreement-by-all = 全部标记
agreement-marks = 标记次数/评定次数
agreement-harm-note = 回答数为至少一位评分者评过的回答；过半数、全部都是指评过该回答的评分者。百分比以回答数为分母。

# ---- the best ----

agreement-best = 最佳回答的选择
agreement-choices = 参与的选择
agreement-best-alone = 独占最佳
agreement-best-tied = 并列最佳
agreement-win-rate = 胜率（%）
agreement-best-note = 一次选择是一位评分者对一位患者的一个 Prompt 选出的最佳回答；胜率为被选为最佳的比例，并列时由并列的回答平分（两个并列各算 1/2）。
agreement-best-beyond = 注意：最佳是在全部被评的模型中选出的，其中有的回答没有计入此表。与它们并列的，这里算作独占或少平分一份；只选了它们的，不在其中。

# ---- strength ----

agreement-strengths = 模型两两比较：胜率与 Bradley-Terry 强度
agreement-basis = 依据
agreement-by-scores = 评分
agreement-by-choices = 最佳选择
agreement-comparisons = 比较次数
agreement-pairwise-rate = 两两胜率（%）
agreement-strength = 强度（对数）

# $resamples (Number)
# $seed (Number)
agreement-strengths-note = 同一评分者对同一患者、同一 Prompt 的两个回答比较一次。依据“评分”：各标准均值高者胜，相等为平；依据“最佳选择”：最佳胜过未选中的，两个最佳为平，两个未选中的不比较。平局双方各算半胜。强度为 Bradley-Terry（1952）参数的对数，全部模型均值为 0：两个模型强度之差为胜出的对数比值。区间按患者重抽样 { $resamples } 次（种子 { $seed }，百分位法）。

# ---- tests ----

agreement-friedman = 模型间差异：Friedman 检验
agreement-freedom = 自由度
agreement-kendall = Kendall W
agreement-friedman-note = 统计单位是患者：每个 Prompt 先取评过全部模型的评分者的均值，再对各 Prompt 取均值，每位患者的每个模型一个值；同一患者的各个回答不独立，不当作多个样本。只用各模型都有值的患者。χ² 已按并列校正；患者很少时（少于约 10 位）p 值只是近似。

agreement-wilcoxon = 模型两两差异：Wilcoxon 符号秩检验
agreement-two-models = 模型
agreement-difference = 差的均值
agreement-differing = 有差异的患者数
agreement-p-holm = p（Holm 校正）
agreement-effect = 效应量 r

# $exact (Number)
agreement-wilcoxon-note = 统计单位与上表相同，用两个模型都有值的患者；差为前者减后者，差为 0 的不计。双侧；有差异的患者不超过 { $exact } 位时为精确 p 值（并列也精确），更多时为按并列校正的正态近似。W 为两个秩和中较小者。Holm 校正在同一范围、同一标准的各对模型之间进行。效应量为配对秩二列相关，-1～1，正值表示前者较高。

# ---- why there is no number ----

agreement-reason-nothing = 没有可用的评分
agreement-reason-one-rater = 只有一位评分者
agreement-reason-none-in-common = 没有两位评分者都评过的回答
agreement-reason-none-by-all = 没有全部评分者都评过的回答
agreement-reason-one-answer = 全部评分者都评过的回答只有一个
agreement-reason-all-the-same = 评分没有差异，无法计算
agreement-reason-perfect = 评分完全一致，没有 F 分布区间
agreement-reason-impossible = 没有列出的值超出 -1～1，没有意义：回答太少，或评分者的分歧大于回答之间的差异

# $least (Number)
agreement-reason-few-people = 患者少于 { $least } 位，没有自助法区间

agreement-reason-unstable = 无法计算的重抽样样本超过 5%，没有自助法区间
agreement-reason-constant = 重抽样样本的值全都相同，没有自助法区间

# $least (Number)
agreement-reason-few-models = 模型少于 { $least } 个

agreement-reason-one-person = 可比较的患者只有一位
agreement-reason-no-difference = 得分全都没有差异
agreement-reason-unbounded = 有模型对其余模型全胜、全负或没有比较，强度没有有限的估计

# ---- what the command says ----

# $path (String)
# $count (Number)
agreement-written = 已写入 { $path }（{ $count } 张表）

# $path (String)
agreement-no-format = { $path }：不知道写成哪种格式；文件名请以 .md、.csv 或 .xlsx 结尾

agreement-nothing = 这些评分文件中没有可用的评分，没有可以计算的内容
