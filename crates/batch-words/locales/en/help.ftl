help-about = Have every model answer every prompt for every patient, and write one JSON file per model and patient
help-run = Process all remaining conversations (the default); answers that are already there are not paid for again
help-status = Show how many conversations are answered, failed and left, and whether the files match the ledger; sends nothing
help-check = Check config, inputs, output folder, key, network and every model; costs nothing
help-plan = Preview a run: calls, tokens, cost range and time; sends no paid requests
help-report = Make one HTML page from one or more output folders: charts, matrix, models side by side, search; opens offline
help-rate = Make a blind rating page (or Excel workbook) of the answers: models anonymous, order drawn at random; raters score answer by answer and save a file; opens without a network
help-export = Export to CSV, Excel, JSON Lines or Markdown, one row per conversation
help-agreement = agreement of raters and results by model from their rating files, as tables to paste into a paper
help-init = Write a commented config, .env.example and (invented) example data into the current folder; existing files are not overwritten
help-completions = Print a shell completion script
help-man = Print the man page

help-failed = List each failed conversation with its reason
help-spend = Make one tiny paid call for each model, to verify what cannot be checked for free
help-settings = List the value of each setting and where it comes from (command line, config file, environment, .env, default)
help-ask = Have the platform count the tokens of a few conversations for free, for a better estimate (sends the records of these patients)
help-dirs = Output folders, one or more; default: output_dir of the config
help-without-records = leave the records and the models' thinking out of the page, to pass it on; answers may still tell of patients
help-report-sample = only so many people, drawn by their names: the same ones every time
help-report-output = File to write (default batch-report.html)
help-ratings = Files that raters saved (or a folder of them); they are unblinded, and their results added to the overview. Stands after the folders
help-rate-output = Which file to write; batch-rating.html or batch-rating.xlsx by default
help-rate-format = html (a page, the default) or xlsx (an Excel workbook); by default as the name after -o ends
help-criteria = What is judged (a JSON file); by default accuracy, completeness, safety and readability, each from 1 to 5
help-seed = Seed that the order is drawn with (1 by default); the same seed and answers give the same order
help-sample = Rate only so many groups (patient × prompt), drawn at random by the seed
help-format = csv (opens in Excel), xlsx (summary, rating, comparison, all conversations), jsonl (for programs) or md; by default as the name after -o ends, else csv
help-shape = Form of md: sheets = one file per result (with prompts and record); results = one file per result (outputs only); headings = one file (with patients and prompts as headings; the default if -o ends in .md)
help-export-output = File or folder to write; - is standard output (csv, jsonl, md headings)
help-agreement-files = rating files (.json or .xlsx), one a rater; a folder stands for those in it
help-agreement-dirs = output folders that were rated, one or more; default: output_dir of the config
help-agreement-output = which file to write (.csv, .md or .xlsx); default: print Markdown
help-shell = bash, zsh, fish or powershell
help-man-of = Only this command's man page

help-config = Config file; by default looked for in the current folder, then in configs/
help-models = Use only these models (comma-separated; they must be in the config)
help-people = Process only these patients (comma-separated)
help-prompts = Use only these prompts (counted from 1, comma-separated)
help-concurrency = Maximum number of calls at once
help-rpm = Maximum number of requests per minute
help-tpm = Maximum number of tokens per minute
help-timeout = Time limit for a single call, in seconds
help-budget = Budget (in the currency of the platform's price data); each call first reserves its worst case; the run stops when the budget is reached and can be continued later
help-output-dir = Output folder
help-simulate = Use the built-in simulator instead of the real platform: no key needed, costs nothing; results go to <output folder>_simulated/
help-fresh = Start over; the old ledger and results are moved aside, not deleted
help-quiet = Show only progress, warnings and errors on the terminal; status, plan, check and agreement still print what they are asked for, commands that write files only write them
help-json = Print a JSON summary to standard output instead of the banner and the closing lines
help-events = Write everything that happens during the run as lines of JSON, for a web page or another program; - is standard output (instead of the banner and the closing lines)
help-offline-limit = Longest wait, in seconds, while the network is down or the platform gives no successful reply (default 1800)
help-lang = Language: zh or en; can also be set by the environment variable BATCH_LANG
help-help = Show help
help-version = Show version

help-commands = Commands
help-options = Options
help-usage = Usage: { $program } [COMMAND] [OPTIONS]
help-usage-of-command = Usage: { $usage }
help-after =
    Getting started:
    {"  "}{ $program } init                       write a config and examples into an empty folder
    {"  "}{ $program } --simulate                 try it with the built-in simulator: no key needed, costs nothing
      Put your key into .env (see .env.example), put your own prompts and patient records in place, then:
    {"  "}{ $program } check                      check config, key and models; costs nothing
    {"  "}{ $program } plan                       see cost and time; sends no paid requests
    {"  "}{ $program } --budget 20                a real run that spends at most 20 (CNY or USD, see plan)

    More examples:
    {"  "}{ $program }                            run as configured; continues an interrupted run, no answer is paid for twice
    {"  "}{ $program } --models a,b --prompts 1   run only a part
    {"  "}{ $program } --people P01,P02           process only these patients
    {"  "}{ $program } plan --settings            where the value of each setting comes from
    {"  "}{ $program } report                     results as a web page: charts, matrix, models side by side; takes several output folders
    {"  "}{ $program } export -f xlsx             export to Excel (or csv, jsonl, md)
    {"  "}{ $program } plan --json                output for scripts
    {"  "}{ $program } check --spend              one tiny paid call for each model, to verify that it works
    {"  "}{ $program } completions bash           completions: append to ~/.bashrc or put into the completions folder
    {"  "}{ $program } man | man -l -             man page

    Files: config ./{ $config }, else ./configs/{ $config };
           results in its output_dir, where .batch/ledger.jsonl records the answer, tokens and cost of every call

    Exit codes: 0 all done · 1 some failed · 2 wrong usage, config or input (nothing was sent)
                3 account refused (key, balance) or wrong address
                4 quota or budget used up, or no successful reply for too long: run again later · 130 interrupted

help-unknown = there is no option or command { $what }; see --help
help-unknown-near = there is no option or command { $what }; did you mean { $nearest }? See --help
help-no-value = { $argument } needs a value; see --help
help-bad-value = { $argument } cannot be "{ $value }"; see --help
help-bad-value-but = { $argument } cannot be "{ $value }"; give { $expected }. See --help

help-expected-prompts = numbers from 1, for example 1,3 or 1-3

help-expected-seed = a whole number from 0 to { $most }

help-expected-concurrency = a whole number from 1 to 1024

help-expected-whole = a whole number, 1 or more

help-expected-seconds = a number of seconds, for example 600

help-expected-budget = an amount greater than 0, for example 20 or 20CNY

help-expected-lang = zh or en

# A config's name where only commands stand.
help-config-by-flag = name the config file behind --config: --config { $file }

help-repeated = { $argument } is given more than once, or conflicts with another option; see --help
help-takes-no-value = { $argument } is a switch and takes no value: write it alone, or leave it out; see --help

help-missing = { $argument } is missing behind the command; see --help

help-missing-but = { $argument } is missing behind the command: { $expected }; see --help

help-dash = the { $dash } before { $argument } is not the - of a command line (word processors and Chinese keyboards put it there); type { $meant }

help-incomplete = the command line is incomplete; see --help
