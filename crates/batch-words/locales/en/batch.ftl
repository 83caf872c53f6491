### The platform's batch service: at a lower price, answered when the platform finds the time.

# ---- Commands ----

help-batch = Do what is left by the platform's batch service, at a lower price: submit, wait, fetch, write files; Ctrl-C only leaves, the platform goes on
help-batch-submit = Submit and do not wait; fetch later with batch fetch
help-batch-fetch = Fetch what is finished and write its files; the rest stays at the platform
help-batch-status = How the batches at the platform are; submits and fetches nothing
help-batch-cancel = Cancel all batches at the platform and fetch what is answered
help-leftovers = Conversations that the batch service did not answer: batch submits them again (default), online asks them by calls, leave leaves them
help-expected-leftovers = can be batch, online or leave
help-deadline = What is not answered at this time (18:00 or 2026-12-01T08:00) is cancelled and asked online
help-expected-deadline = must be a time to come, such as 18:00 or 2026-12-01T08:00
help-keep-remote = Leave the files at the platform after fetching (patients' words are in them)

# ---- Why it cannot be done ----

batch-no-service = This platform has no batch service, or none is described; run without batch

batch-held-only = This platform holds the connection of a batch call until it is answered: nothing can be left there and fetched later; use batch alone, and let the program run

batch-no-model = No model can be asked by the batch service: { $models }. Run without batch, or add --leftovers online

batch-some-models = These models cannot be asked by the batch service and are left out (to ask them online, add --leftovers online): { $models }

batch-some-online = These models cannot be asked by the batch service and are asked online: { $models }

batch-why-unknown = { $model } (the data of { $as-of } has no batch price for it; if the platform supports it, the config can say "batch": {"{"}"share": 0.6{"}"})

batch-why-parameter = { $model } (batch requests may not hold the parameter { $parameter })

batch-why-unnamed = { $model } ({ $key } is not configured)

batch-rehearsed = Rehearsed under the models' own names; a real run needs { $key } in the config for: { $models }

batch-nothing-fresh = --fresh starts over; it cannot be used with finish, batch fetch or batch cancel. Leave --fresh out

batch-waiting = { $count ->
        [one] 1 conversation is
       *[other] { $count } conversations are
    } in the platform's batch service (billed, or about to be): no starting over before; fetch with batch, or cancel with batch cancel

# ---- On the way ----

run-banner-parts = {"  "}Batch: at most { $parts } at a time, of at most { $lines } conversations each

batch-taken-over = { $parts ->
        [one] 1 batch
       *[other] { $parts } batches
    } with { $count ->
        [one] 1 conversation
       *[other] { $count } conversations
    } submitted earlier; going on with them

batch-submitted = { $count ->
        [one] 1 conversation
       *[other] { $count } conversations
    } submitted (batch { $batch })

batch-adopted = Found batch { $batch }, which was made before; nothing is submitted twice

batch-surplus = The platform made two batches of one file; the surplus { $batch } is cancelled (possibly billed)

batch-ended = Batch { $batch } { $state ->
        [completed] is complete
        [expired] has expired
        [cancelled] is cancelled
       *[failed] has failed
    }: { $came ->
        [one] 1 conversation
       *[other] { $came } conversations
    } fetched{ $failed ->
        [0] {""}
       *[other] , { $failed } of them without an answer
    }{ $missing ->
        [0] {""}
       *[other] , { $missing } without a result
    }

batch-lost = The platform says that there is no batch { $batch } ({ $count ->
        [one] 1 conversation
       *[other] { $count } conversations
    }): the key may be another one, or it was deleted in the console. If it is not needed any more, batch cancel gives it up; only then are they asked again

batch-elsewhere = { $count ->
        [one] 1 conversation was
       *[other] { $count } conversations were
    } given to the batch service of another address ({ $address }) and left there: fetch or cancel with that base_url; not touched in this run

batch-kept-elsewhere = { $count ->
        [one] 1 of the answers belongs to a conversation
       *[other] { $count } of the answers belong to conversations
    } that this job does not have (another prompt, person or model, or only a part was chosen); kept in the ledger

batch-trouble = { $step ->
        [upload] Uploading the file
        [create] Making the batch
        [list] Listing the batches
        [look] Looking at the batch
        [validate] The platform's look at the file
       *[fetch] Fetching the results
    } did not go well: { $fault }

batch-not-here = The platform does not take batch requests of this model; none is submitted any more: { $fault }

batch-deadline = The time has come and { $count ->
        [one] 1 conversation has
       *[other] { $count } conversations have
    } no result: cancelling, fetching what is there, asking the rest online

batch-left = { $parts ->
        [one] 1 batch
       *[other] { $parts } batches
    } with { $count ->
        [one] 1 conversation
       *[other] { $count } conversations
    } at the platform, which goes on whether or not this program or computer does; come back with batch or batch fetch

batch-files-remain = These files could not be deleted at the platform and hold patients' words; delete them in the console: { $files }

batch-unheard = the batch service gave no result for this conversation

# ---- The bar ----

bar-batch = batch: { $parts } × { $came }/{ $of }

bar-batch-unknown = batch: { $parts }

bar-batch-oldest = for { $time }

bar-batch-ends = window { $time }

# ---- Status ----

batch-nothing = Nothing of this folder is at the platform

batch-status-line = { $model }: { $count ->
        [one] 1 conversation
       *[other] { $count } conversations
    }, batch { $batch }{ $has-status ->
        [true] , { $status }
       *[false] {""}
    }{ $counted ->
        [true] {" "}({ $came }/{ $of })
       *[false] {""}
    }, submitted { $age } ago

batch-status-gone = the platform says that there is no such batch

batch-status-unsent = { $model }: { $count ->
        [one] 1 conversation
       *[other] { $count } conversations
    } not wholly submitted; running batch again goes on with them

# ---- The end ----

summary-by-batch = Batch service: { $count ->
        [one] 1 answer
       *[other] { $count } answers
    } fetched in this run{ $waiting ->
        [0] {""}
       *[other] , { $waiting } still at the platform{ $has-hold ->
            [true] {" "}({ $hold } at most set aside)
           *[false] {""}
        }
    }

next-fetch = Fetch { $count ->
        [one] the conversation
       *[other] the { $count } conversations
    } at the platform (later will do):
