check-config = Config
check-budget = Budget
check-inputs = Inputs
check-output = Output folder
check-network = Network
check-key = API key
check-balance = Balance
check-batch = Batch service
check-model = Model { $name }
check-state-ok = ok
check-state-unchecked = not checked
check-state-warning = warning
check-state-wrong = error

check-head = Results:
check-head-simulated = Results (built-in simulator, not the real platform):
check-all-well = Ready to run: { $program } (to see cost and time first: { $program } plan)
check-some-unchecked = No errors found. What is “not checked” cannot be checked for free; { $program } check --spend makes one tiny paid call for each of these
check-some-wrong = { $count ->
        [one] 1 error: fix it as described above, then check again
       *[other] { $count } errors: fix them as described above, then check again
    }

check-inputs-found = { $people ->
        [one] 1 patient
       *[other] { $people } patients
    }, { $prompts ->
        [one] 1 prompt
       *[other] { $prompts } prompts
    }
check-too-long = [{ $model }][{ $people }] conversations will not be sent: { $reason }

check-unreachable = cannot connect to { $address }: { $reason }
check-no-way = there are no chat completions at { $address }: { $reason }
check-no-way-page = there are no chat completions at { $address }, only a web page; check base_url (most addresses end with /v1), and whether the network requires a login

check-no-way-but = there are no chat completions at { $address }, but there are at { $behind }: change base_url to it
check-no-key-listed = { $models ->
        [one] none is set, and the server needs none; it lists 1 model
       *[other] none is set, and the server needs none; it lists { $models } models
    }
check-key-valid = { $models ->
        [one] valid; the platform lists 1 model
       *[other] valid; the platform lists { $models } models
    }
check-key-unchecked = set; this address offers no free way to verify it
check-key-not-needed = none is set, and none is needed
check-key-proven = valid: a call succeeded
check-no-list = cannot get the list of models: { $reason }
check-no-list-in-reply = connected, but the reply is not a list of models; check base_url, and whether the network requires a login
check-no-balance = { $amount }, balance too low; top up at { $console }
check-balance-unknown = this address does not report a balance

check-listed = in the platform's list of models
check-any-name-simulated = the simulator takes any name
check-listed-all-the-same = { $retired }. However, the platform still lists it
check-not-listed = not in the platform's list of models; check the name, and whether your account has access to this model
check-not-listed-but = not in the platform's list of models; check the name, and whether your account has access to this model. Nearest on the list: { $nearest }
check-shut-down = shut down by the platform ({ $status }); use another model
check-shut-down-for = shut down by the platform ({ $status }); the recommended replacement is { $successor }
check-ending = marked { $status } by the platform and about to be shut down; use another model
check-ending-for = marked { $status } by the platform and about to be shut down; the recommended replacement is { $successor }
check-other-name = called as { $name }, which is not in the list of models; cannot be verified for free
check-no-free-way = cannot be verified for free
check-answered = call succeeded ({ $took })
check-answered-paid = call succeeded ({ $took }, cost { $paid })

check-batch-reached = the service can be used
check-batch-unasked = no free way to verify it
check-batch-missing = no batch service at this address; online runs work without it
check-batch-refused = not allowed, this account's tier or this key may have no access; online runs work without it (HTTP { $status }{ $has-reason ->
        [true] {": "}{ $reason }
       *[false] {""}
    })
check-batch-can = models that can be asked: { $models }
check-batch-cannot = models that cannot: { $models }
check-batch-doubted = the platform's list does not mark these for its batch service: { $models }
check-batch-offered = the platform's list marks these for its batch service: { $models }

check-batch-unheard = could not be asked, which does not matter for online runs: { $reason }

check-both = { $first }; { $second }
