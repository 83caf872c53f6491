status-simulated = [Simulation] Results of the built-in simulator; nothing was charged
status-folder = Output folder: { $folder }
status-never-run = Not run yet
status-last-ended = Last run: ended { $at }, exit code { $code } ({ $meaning })
status-last-open = Last run: started { $at }, with no record of its end (killed, or the machine went down); the next run continues it
status-running = Running now: started { $at }{ $has-owner ->
        [true] {" "}({ $owner })
       *[false] {""}
    }; below is how it stands at this moment
status-last-submitted = Last run: ended { $at }, exit code 0 (submitted to the batch service, not fetched yet)
status-batch = Batch service: { $count ->
        [one] 1 conversation is
       *[other] { $count } conversations are
    } at the platform{ $priced ->
        [true] , { $most } at most set aside
       *[false] {""}
    }
status-batch-wait = To wait and fetch:
status-batch-fetch = To fetch only what is finished:
status-total = { $total ->
        [one] 1 conversation in all
       *[other] { $total } conversations in all
    }
status-counts = { $answered } answered{ $cut ->
        [0] {""}
       *[other] {" "}({ $cut } of them cut off by max_tokens or possibly incomplete)
    }, { $failed } failed{ $refused ->
        [0] {""}
       *[other] {" "}({ $refused } of them refused by content moderation)
    }{ $unknown ->
        [0] {""}
       *[other] , { $unknown } { $running ->
            [true] in flight
           *[false] with unknown result (sent, possibly billed)
        }
    }{ $waiting ->
        [0] {""}
       *[other] , { $waiting } in the batch service
    }, { $left } left; input tokens { $tokens_in }, output tokens { $tokens_out }
status-failed-class = { $count } failed: { $class }
status-files = Files: { $expected } expected, { $found } present
status-files-missing = Missing, although all conversations have results (the next run rewrites them, without calls): { $count }
status-files-differing = Different from the ledger (edited, damaged, or from an older config): { $count }
status-files-more = … { $count } more, shown with --json
status-failed-head = Failed conversations:
status-failed-one = [{ $model }][{ $people }] conversation { $number }: { $reason }
