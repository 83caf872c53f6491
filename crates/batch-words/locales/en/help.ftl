help-about = Has every model answer every prompt for every patient, and writes one JSON file for each model and patient
help-run = Work through all remaining conversations (the default); what has an answer is not paid for again
help-status = How many are answered, failed and left, and whether the files agree with the ledger; sends nothing
help-check = Check config, inputs, output folder, key, network and every model; costs nothing
help-plan = Look before you run: calls, tokens, price range and time; sends no paid requests
help-report = Make one HTML page from one or more output folders: charts, matrix, models side by side, search; opens without a network
help-export = Export to CSV, Excel, JSON Lines or Markdown, one row for each conversation
help-init = Write a commented config, .env.example and (invented) example data into the current folder; existing files are not overwritten
help-completions = Print a shell completion script
help-man = Print the manual page

help-failed = List each failed conversation with its reason
help-spend = Make one tiny paid call for each model, to verify what cannot be checked free of charge
help-settings = List the value of each setting and where it comes from (command line, config file, environment, .env, default)
help-ask = Have the platform count the tokens of a few conversations free of charge, for a better estimate (sends the records of these patients)
help-dirs = Output folders, one or more; without any, output_dir of the config
help-report-output = File to write; default batch-report.html
help-format = csv (opens in Excel), xlsx (a comparison and a sheet for each model), jsonl (for programs) or md
help-shape = Form of md: sheets, a file for each result (with prompts and record); results, a file for each result (outputs only); headings, one file (with patients and prompts as headings)
help-export-output = File or folder to write; - is standard output (csv, jsonl, md headings)
help-shell = bash, zsh or fish
help-man-of = Only the page of this command

help-config = Config file; by default looked for in the current folder, then in configs/
help-models = Use only these models (comma-separated; they must be in the config)
help-people = Process only these patients (comma-separated)
help-prompts = Use only these prompts (counted from 1, comma-separated)
help-concurrency = Most calls at once
help-rpm = Most requests a minute
help-tpm = Most tokens a minute
help-timeout = Time limit for a single call, in seconds
help-budget = Most money to spend (in the currency of the platform's price data); each call first reserves its worst case, the run stops when the budget is reached and can be continued later
help-output-dir = Output folder
help-simulate = Use the built-in simulator instead of the real platform: no key needed, nothing is charged; results go to <output folder>_simulated/
help-fresh = Start over; the old ledger and results are moved aside, not deleted
help-quiet = Show only warnings and errors on the terminal
help-json = Print one JSON summary to standard output instead of banner and summary
help-events = Write everything that happens as lines of JSON while running, for a web page or another program; - is standard output (instead of banner and summary)
help-offline-limit = Seconds to wait at most while the network is down or the platform gives no successful reply (default 1800)
help-lang = Language: zh or en; the environment variable BATCH_LANG sets it, too
help-help = Show help
help-version = Show version

help-commands = Commands
help-options = Options
help-usage = Usage: { $program } [COMMAND] [OPTIONS]
help-usage-of-command = Usage: { $usage }
help-after =
    Getting started:
    {"  "}{ $program } init                       write a config and examples into an empty folder
    {"  "}{ $program } --simulate                 try it with the built-in simulator: no key, no charge
      Put your key into .env (see .env.example) and your own prompts and patient records in place, then:
    {"  "}{ $program } check                      check config, key and models; costs nothing
    {"  "}{ $program } plan                       see cost and time; sends no paid requests
    {"  "}{ $program } --budget 20                a real run for 20 at most (CNY or USD, see plan)

    More examples:
    {"  "}{ $program }                            run as configured; goes on where it was interrupted
    {"  "}{ $program } --models a,b --prompts 1   run only a part
    {"  "}{ $program } --people P01,P02           process only these patients
    {"  "}{ $program } plan --settings            where the value of each setting comes from
    {"  "}{ $program } report                     results as a web page; several output folders may be given
    {"  "}{ $program } export -f xlsx             export to Excel (or csv, jsonl, md)
    {"  "}{ $program } plan --json                output for scripts
    {"  "}{ $program } check --spend              one tiny paid call for each model, to see that it works
    {"  "}{ $program } completions bash           completions: append them to ~/.bashrc
    {"  "}{ $program } man | man -l -             manual page

    Files: config ./{ $config }, else ./configs/{ $config };
           results in its output_dir, where .batch/ledger.jsonl records answer, tokens and cost of every call

    Exit codes: 0 all done · 1 some failed · 2 wrong usage, config or input (nothing was sent)
                3 account refused (key, balance) or wrong address · 130 interrupted
                4 quota or budget used up, or no successful reply for too long: run again later

help-unknown = There is no option or command { $what }; see --help
help-unknown-near = There is no option or command { $what }; did you mean { $nearest }? See --help
help-no-value = { $argument } needs a value; see --help
help-bad-value = { $argument } cannot be "{ $value }"; see --help
help-repeated = { $argument } is given more than once, or conflicts with another option; see --help
help-incomplete = The command line is incomplete; see --help
