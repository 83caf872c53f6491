rating-letters = A B C D E F G H I J K L M N O P Q R S T

rating-accuracy = Accuracy
rating-completeness = Completeness
rating-safety = Safety
rating-readability = Readability

rating-place = { $people }, prompt { $prompt }, answer { $answer }
rating-place-cell = { $cell } ({ $place })

rating-not-ratings = { $path }: not a rating file; use the file that the rating page saved, for example ratings-Zhang.json
rating-foreign = { $path }: this file in the folder is not a rating file and was left out
rating-no-files = { $path }: this folder has no rating files; put the files that the raters saved there
rating-other-version = { $path }: saved by a newer version ({ $format }); update this program
rating-malformed = { $path }: malformed near line { $line } (scores must be whole numbers); if it was edited by hand, undo that, or save it again from the rating page
rating-no-name = { $path }: the rater's name (rater) is missing; fill it in
rating-not-criteria = { $path }: malformed near line { $line }; criteria are written as {"{"}"criteria": [{"{"}"name": "Accuracy", "low": 1, "high": 5{"}"}]{"}"}
rating-no-criteria = { $path }: there are no criteria; write at least one
rating-bad-criterion = { $path }: the criterion "{ $name }" cannot be used; names must not be empty or repeated (case, spaces and width do not count), low must be less than high, and high at most 10
rating-unknown-criterion = { $path }: { $place }: scored by "{ $criterion }", which is not among the criteria; undo that, or save it again from the rating page
rating-out-of-range = { $path }: { $place }: { $criterion } is { $score }; it must be from { $low } to { $high }
rating-twice = { $path }: { $place }: the same answer is rated twice (repeated id); delete one of them
rating-same-rater = { $first } and { $second } are both ratings of "{ $rater }"; use one file per rater, and if two raters share a name, change rater in one of them (blanks and case make no difference)
rating-other-seed = { $first } and { $second } have different seeds: they are not of the same rating page and cannot be counted together; count them separately
rating-other-criteria = { $first } and { $second } have different criteria and cannot be counted together; count them separately
rating-nothing-known = { $path }: none of the rated answers is in these folders; name the output folders that the rating page was made from, without --models, --people and --prompts
rating-unknown = { $path }: { $count ->
        [one] 1 rating is of an answer that is not here (it has changed since, or is not among the folders, models and people being read) and was left out
       *[other] { $count } ratings are of answers that are not here (they have changed since, or are not among the folders, models and people being read) and were left out
    }: { $places }
rating-shared = { $count ->
        [one] 1 rating is of an answer that several folders hold word for word (from the same model); they cannot be told apart, so it counts for the model in each of these folders
       *[other] { $count } ratings are of answers that several folders hold word for word (from the same model); they cannot be told apart, so each counts for the model in each of these folders
    }
rating-too-many = There are { $count } groups of answers (patient × prompt); one rating page holds at most { $most }. Draw some with --sample, for example --sample 60, or choose a part with --people or --prompts
rating-nothing-to-rate = There are no answers to rate: all failed, are empty or were not asked; run first

rating-title = Blind rating
rating-progress-hint = Answers rated / all answers
rating-save = Save
rating-unfinished = Unfinished
rating-record = Record
rating-source = Source
rating-prompt = Prompt
rating-masked = ▇▇▇ stands where the name of a model or platform stood; it is hidden while you rate.
rating-no-script = Rating needs JavaScript. The page makes no network requests, so it is safe to allow it.
rating-intro = The answers come from different models, whose names are hidden; each group has an order of its own. Please rate on your own, without talking to other raters. Your ratings stay on this computer; when you are done, press s to save them as a file and hand it to the organiser.
rating-name = Your name
rating-start = Start
rating-kept = If you rated on this computer before, enter the same name to continue.
rating-known = This computer keeps ratings by "{ $rater }" ({ $done }/{ $all }). Are they yours?
rating-resume = They are mine, continue
rating-not-mine = Not mine
rating-other-name = Your name is that of "{ $rater }": add your department or a number to tell you apart.
rating-load = Load a file saved before:
rating-load-not-ratings = This is not a rating file.
rating-load-other-page = This file belongs to another rating page (its seed or criteria differ) and was not loaded.
rating-load-unknown = Loaded. Ratings in this file that are not of this rating page (the answers have changed since) were left out and have to be given again: { $count }.
rating-load-differs = Answers that are rated otherwise in this file than on this computer: { $count }. OK takes the file's ratings, Cancel keeps those on this computer.
rating-load-broken = Some scores in this file are out of range or malformed (perhaps it was edited by hand); it was not loaded.
rating-help = Keyboard
rating-close = Close
rating-rater = Rater: { $rater } · { $questions } groups, { $answers } answers
rating-where = { $people } · Prompt { $prompt }
rating-place-of = Group { $question } / { $all }
rating-unknown-prompt = (no file has the prompt's text)
rating-no-record = (no file has the patient record)
rating-cut = truncated
rating-best = Best
rating-harmful = Could do harm
rating-note = Note (n)
rating-question-done = This group is rated: j goes to the next one, u to the next that is unfinished. If no best answer is chosen yet, press b (ties are allowed).
rating-all-done = Everything is rated: press s to save it as a file, and hand that to the organiser.
rating-saved = Saved as { $file }, in the browser's download folder.
rating-keeps-nothing = The browser keeps nothing for this page (a private window?): press s to save a file before you close it, and load that next time.
rating-file = ratings-{ $rater }.json
rating-key-score = Give a score and go on (0 is 10)
rating-key-criteria = Criterion above, below
rating-key-answers = Answer to the left, right
rating-key-questions = Next, previous group (j, k)
rating-key-unfinished = Next group that is unfinished
rating-key-best = Best; several are a tie
rating-key-harmful = Could do harm to a patient
rating-key-note = Write a note (Esc leaves it)
rating-key-clear = Take this score back
rating-key-record = Show or hide the record; the prompt
rating-key-source = Show answers as they were written
rating-key-save = Save as a file
rating-key-theme = Light, dark or as the system
rating-key-leave = Leave the note
rating-key-help = Show this list

rating-written = Rating page written to { $path } ({ $questions ->
        [one] 1 group
       *[other] { $questions } groups
    }, { $answers ->
        [one] 1 answer
       *[other] { $answers } answers
    })
rating-written-masked = { $count ->
        [one] 1 of these answers names a model; the name is hidden (shown as ▇▇▇)
       *[other] { $count } of these answers name a model; the names are hidden (shown as ▇▇▇)
    }

rating-written-shared = { $count ->
        [one] 1 of these answers stands in several folders word for word (from the same model); it is rated once, and that counts for the model in each of these folders
       *[other] { $count } of these answers stand in several folders word for word (from the same model); each is rated once, and that counts for the model in each of these folders
    }
rating-bare-one = { $word } ({ $count ->
        [one] 1 answer
       *[other] { $count } answers
    })
rating-bare = Please check: answers hold { $words }, which may be short for a model, or something else (vitamin K3, the transaminase GPT); it was not hidden. To hide it, write { $hide } into a file of criteria, name that with --criteria, and write this again
rating-pair = { $people }, prompt { $prompt }
rating-apart = { $count ->
        [one] 1 group was left out, since its answers cannot be judged side by side: the folders have different prompts under one number, or different records of one patient
       *[other] { $count } groups were left out, since their answers cannot be judged side by side: the folders have different prompts under one number, or different records of one patient
    }: { $pairs }; use folders with the same prompts and records
rating-written-next = Send it to every rater; put the files that come back ({ $rate }) into a folder, for example ratings, then: { $command }
rating-counted-one = { $rater } { $count ->
        [one] 1 answer
       *[other] { $count } answers
    }
rating-counted = Ratings unblinded and added to the overview: { $raters }
