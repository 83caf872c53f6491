rating-letters = A B C D E F G H I J K L M N O P Q R S T

rating-accuracy = Accuracy
rating-completeness = Completeness
rating-safety = Safety
rating-readability = Readability

rating-place = { $people }, prompt { $prompt }, answer { $answer }

rating-not-ratings = { $path }: not a rating file; use the file that the rating page saved, for example ratings-Zhang.json
rating-other-version = { $path }: saved by a newer version ({ $format }); update this program
rating-malformed = { $path }: malformed near line { $line } (scores must be whole numbers); if it was edited by hand, undo that, or save it again from the rating page
rating-no-name = { $path }: the rater's name (rater) is missing; fill it in
rating-not-criteria = { $path }: malformed near line { $line }; criteria are written as {"{"}"criteria": [{"{"}"name": "Accuracy", "low": 1, "high": 5{"}"}]{"}"}
rating-no-criteria = { $path }: there are no criteria; write at least one
rating-bad-criterion = { $path }: the criterion "{ $name }" cannot be used; names must not be empty or repeated, low must be less than high, and high at most 10
rating-unknown-criterion = { $path }: { $place }: scored by "{ $criterion }", which is not among the criteria; undo that, or save it again from the rating page
rating-out-of-range = { $path }: { $place }: { $criterion } is { $score }; it must be from { $low } to { $high }
rating-twice = { $path }: { $place }: the same answer is rated twice (repeated id); delete one of them
rating-same-rater = { $first } and { $second } are both ratings of "{ $rater }"; use one file per rater, and if two raters share a name, change rater in one of them
rating-other-seed = { $first } and { $second } have different seeds: they are not of the same rating page and cannot be counted together; count them separately
rating-other-criteria = { $first } and { $second } have different criteria and cannot be counted together; count them separately
rating-nothing-known = { $path }: none of the rated answers is in these folders; name the output folders that the rating page was made from, without --models, --people and --prompts
rating-unknown = { $path }: { $count ->
        [one] 1 rating is of an answer that is not here (it has changed since, or is not among the folders, models and people being read) and was left out
       *[other] { $count } ratings are of answers that are not here (they have changed since, or are not among the folders, models and people being read) and were left out
    }: { $places }
rating-too-many = There are { $count } groups of answers (patient × prompt); one rating page holds at most { $most }. Draw some with --sample, for example --sample 60, or choose a part with --people or --prompts
rating-nothing-to-rate = There are no answers to rate: all failed, are empty or were not asked; run first
