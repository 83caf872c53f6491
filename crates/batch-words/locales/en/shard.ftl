### Shards: one job, done by several processes.

help-shard = Only part i of n, such as 2/8; started by Slurm or HyperQueue: auto, or auto/8. The parts may run side by side on different machines, into the same output folder
help-expected-shard = i/n, such as 2/8 (i from 1 to n, n at most 4095), or auto, or auto/8
help-finish = Send nothing; only write the files of what is answered and not written yet (when all shards have ended)

shard-banner = {"  "}Shard: { $shard }; the limits above are 1/{ $of } of the account's (account: { $concurrency } at once{ $rpm-known ->
        [true] , { $rpm } requests per minute
       *[false] {""}
    }{ $tpm-known ->
        [true] , { $tpm } tokens per minute
       *[false] {""}
    })

shard-began = Shard { $shard }: { $sheets } of { $all } result files are done here, the others by the other shards

shard-taken = Another process has this part of the output folder ({ $owner }); waiting up to { $seconds } s for it to end

shard-plan-head = Plan: shard { $shard } has { $sheets } of { $files } result files, with { $all ->
        [one] 1 conversation
       *[other] { $all } conversations
    }; { $answered } answered, { $left } to ask

shard-status = Shard { $shard }: below are its { $sheets } result files only; the cost is that of the whole folder

# In place of the sum in the lines of money.ftl and plan.ftl about a budget.
shard-part = this shard's part

shard-other-damaged = { $count ->
        [one] Line { $lines } is
       *[other] { $count } lines ({ $lines }) are
    } damaged in { $file }, which is not this shard's ledger: an answer for this shard that cannot be read there any more is asked for again, and perhaps paid again; finish or a run without --shard sets damaged lines aside when no shard is running

shard-allowance = The budget of { $limit } is shared by { $of } shards: this one may still spend { $rest }

shard-locked-by-whole = the whole job in { $folder } is in the hands of another process{ $known ->
        [true] {" "}({ $owner })
       *[false] {""}
    }; shards can begin when it has ended

shard-locked-whole = shards are at work in { $folder }, { $held } among them{ $known ->
        [true] {" "}({ $owner })
       *[false] {""}
    }; wait until all of them have ended to work on the whole job. Now, --shard i/{ $of } does one that is not running yet

shard-locked-same = shard { $held } in { $folder } is in the hands of another process{ $known ->
        [true] {" "}({ $owner })
       *[false] {""}
    }; wait until it ends

shard-locked-cut = shard { $wanted } has result files in common with shard { $held }, which is at work in { $folder }{ $known ->
        [true] {" "}({ $owner })
       *[false] {""}
    }; wait until all of { $of } shards have ended, or take that number, too: --shard i/{ $of }

shard-locked-number = { $folder } is being worked on in another number of shards, shard { $held } among them{ $known ->
        [true] {" "}({ $owner })
       *[false] {""}
    }: these may still spend their parts of the budget; wait until all of { $of } shards have ended, or take that number, too: --shard i/{ $of }

shard-left = { $known ->
        [true] What is left to ask ({ $count }) is of the shards { $shards }: run those again, or, when no shard is running, without --shard
       *[false] Not everything is asked ({ $count } left): run the shards again, or, when no shard is running, without --shard
    }

shard-running = Running now: { $count ->
        [one] 1 process
       *[other] { $count } processes
    }; below is how it stands at this moment

shard-running-more = … { $count } more, all of them shown with --json

shard-no-task = --shard auto needs to be started by a job array of Slurm (SLURM_ARRAY_TASK_ID) or by HyperQueue (HQ_TASK_ID); say which part it is, such as --shard 2/8

shard-no-count = The scheduler says that this is task { $task }, but not of how many; write --shard auto/8 (8 being the number of parts)

shard-no-number = --shard auto reads the variable { $variable }, which should be a number, but is { $value }; see who set it, or say which part it is, such as --shard 2/8

shard-too-many = This job array has { $of } tasks, but a job has { $most } parts at most; use a smaller array

shard-gaps = This job array has only { $of } of the tasks { $from } to { $to }: the number of parts does not follow from it; to submit some parts again, write --shard auto/8 (8 being the number of parts there were, with tasks counted from 1)

shard-outside = Task { $task } is not between 1 and { $of }; let the array count from 1 to { $of }

shard-fresh = --fresh cannot be used with --shard: other shards may be using the same output folder. To start over, use another --output-dir, or rename the old output folder first

shard-batch = The batch service is used by one process and cannot be combined with --shard; leave --shard out
