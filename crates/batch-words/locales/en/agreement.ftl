agreement-all-prompts = All prompts
agreement-prompt = Prompt { $number }
agreement-overall = Overall (mean of the criteria)
agreement-harmful = Harmful
agreement-interval = { $low } to { $high }
agreement-share = { $count } ({ $percent }%)
agreement-of = { $count }/{ $all }
agreement-pair = { $first } vs { $second }
agreement-between-reasons = {"; "}

agreement-scope = Scope
agreement-criterion = Criterion
agreement-model = Model
agreement-answers = Answers
agreement-patients = Patients
agreement-value = Value
agreement-interval-95 = 95% CI
agreement-remark = Remark

agreement-raters = Raters
agreement-rater = Rater
agreement-judged = Answers rated
agreement-marked = Marked harmful
agreement-mean-of = { $criterion } (mean ± SD)
agreement-raters-note = Percentages: answers rated, of those that at least one rater rated; marked harmful, of those that this rater rated. Clearly different means show that raters differ in severity.

agreement-icc = Agreement of raters: intraclass correlation (ICC)
agreement-interval-f = 95% CI (F)
agreement-interval-bootstrap = 95% CI (bootstrap)
agreement-icc-note = Two-way random effects, absolute agreement (Shrout and Fleiss 1979); ICC(2,1) is for one rater, ICC(2,k) for the mean of { $raters ->
        [one] 1 rater
       *[other] { $raters } raters
    }. Only answers that all raters rated. The F interval (McGraw and Wong 1996) assumes independent answers; the bootstrap does not: { $resamples } resamples of patients (seed { $seed }, percentile).

agreement-kappa = Agreement of two raters: weighted kappa
agreement-two-raters = Raters
agreement-linear = Linear weighted κ
agreement-quadratic = Quadratic weighted κ
agreement-kappa-note = Cohen's weighted kappa (1968) over the answers that both raters rated; "harmful" has two values only, so that both weights give the unweighted kappa. Intervals: { $resamples } resamples of patients (seed { $seed }, percentile).

agreement-coefficients = Agreement of raters: Fleiss' kappa and Krippendorff's alpha
agreement-coefficient = Coefficient
agreement-fleiss = Fleiss' κ
agreement-alpha-ordinal = Krippendorff's α (ordinal)
agreement-alpha-interval = Krippendorff's α (interval)
agreement-coefficients-note = Fleiss' κ (1971) takes scores as categories without order, over the answers that all raters rated; Krippendorff's α takes their order or distance into account and allows missing ratings, over the answers that at least two raters rated. Intervals: { $resamples } resamples of patients (seed { $seed }, percentile).

agreement-scores = Scores by model
agreement-mean = Mean
agreement-sd = SD
agreement-median = Median
agreement-quartiles = Quartiles
agreement-scores-note = An answer counts once, with the mean over its raters; SD with n−1, quartiles by linear interpolation. Overall: the mean of the criteria where a rater scored all of them.

agreement-harm = Harmful answers
agreement-by-any = By any rater
agreement-by-most = By most raters
agreement-by-all = By all raters
agreement-marks = Marks/judgements
agreement-harm-note = Answers are those that at least one rater rated; "most" and "all" are among the raters of the answer. Percentages are of the answers.

agreement-best = Best answers
agreement-choices = Choices
agreement-best-alone = Best alone
agreement-best-tied = Best, tied
agreement-win-rate = Win rate (%)
agreement-best-note = A choice is what one rater found best for one prompt about one patient; the win rate is the share of choices that a model won, ties divided among those that tie (two: 1/2 each).
agreement-best-beyond = Note: the best was chosen among all models that were rated, and some of those answers are not counted here. A tie with one of them counts here as a sole win, or is divided among fewer; choices of nothing but them are left out.

agreement-strengths = Models against each other: win rate and Bradley-Terry strength
agreement-basis = Basis
agreement-by-scores = Scores
agreement-by-choices = Choice of the best
agreement-comparisons = Comparisons
agreement-pairwise-rate = Pairwise win rate (%)
agreement-strength = Strength (log)
agreement-strengths-note = Two answers to the same prompt about the same patient are compared once for each rater. By scores: the higher mean of the criteria wins, equal means tie; by choice of the best: the best wins against those not chosen, two of the best tie, two not chosen are not compared. A tie is half a win for each. Strength is the logarithm of the Bradley-Terry (1952) parameter, with mean 0 over the models: a difference of two strengths is the log odds to win. Intervals: { $resamples } resamples of patients (seed { $seed }, percentile).

agreement-friedman = Differences between models: Friedman test
agreement-freedom = df
agreement-kendall = Kendall's W
agreement-friedman-note = The unit is the patient: by prompt the mean over the raters who rated all models, then the mean over the prompts, so that a patient has one value a model; answers about one patient are not independent and do not count as several samples. Only patients with a value for every model. χ² is corrected for ties; with few patients (below about 10) its p value is an approximation only.

agreement-wilcoxon = Differences between two models: Wilcoxon signed-rank test
agreement-two-models = Models
agreement-difference = Mean difference
agreement-differing = Patients who differ
agreement-p-holm = p (Holm)
agreement-effect = Effect size r
agreement-wilcoxon-note = The unit is as in the table before, over patients with a value for both models; differences are first less second, those of 0 are left out. Two-sided; exact p value (with ties, too) for up to { $exact } patients who differ, beyond that the normal approximation corrected for ties. W is the smaller rank sum. Holm's correction is among the pairs of models in the same scope and criterion. The effect size is the matched-pairs rank-biserial correlation, from -1 to 1; above 0 the first model has more.

agreement-reason-nothing = no ratings to use
agreement-reason-one-rater = only one rater
agreement-reason-none-in-common = no answer was rated by both raters
agreement-reason-none-by-all = no answer was rated by all raters
agreement-reason-one-answer = only one answer was rated by all raters
agreement-reason-all-the-same = the scores do not vary
agreement-reason-perfect = full agreement: no F interval
agreement-reason-impossible = what is not given would be beyond -1 and 1: too few answers, or raters contradict each other
agreement-reason-few-people = fewer than { $least } patients: no bootstrap interval
agreement-reason-unstable = more than 5% of the resamples have no value: no bootstrap interval
agreement-reason-constant = all resamples have the same value: no bootstrap interval
agreement-reason-few-models = fewer than { $least } models
agreement-reason-one-person = only one patient can be compared
agreement-reason-no-difference = the scores never differ
agreement-reason-unbounded = some models won or lost everything against the others, or never met them: their strength has no finite estimate

agreement-written = { $path } written ({ $count ->
        [one] 1 table
       *[other] { $count } tables
    })
agreement-no-format = { $path }: in which format? Let the file's name end with .md, .csv or .xlsx
agreement-nothing = these files hold no ratings that could be used: there is nothing to count
