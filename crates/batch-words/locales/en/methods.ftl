methods-title = Methods (ready to paste)
methods-note = Written from what ledger and files know; what stands in square brackets is yours to add. Check every sentence before you submit it.
methods-opening = With { $tool }, the records of { $people } patients were each combined with { $prompts } prompts and submitted to { $models } large language models; every call held one prompt and one record, independent of all others and without a history.
methods-dates = All answers were obtained between { $first } and { $last }.
methods-day = All answers were obtained on { $day }.
methods-platform = The platform was { $platform } ({ $address }).
methods-models = Models and parameters:
methods-model = - { $model }: answered as { $served }; { $parameters }
methods-model-unsaid = - { $model }: { $parameters }
methods-system = with a system prompt [please add its text]
methods-parameters-unknown = parameters were not recorded [please add]
methods-between-parameters = {"; "}
methods-parameters-of = { $count } answers: { $parameters }
methods-outcome = Of { $total } conversations, { $answered } were answered ({ $cut } of these incomplete because of the length limit or for an unknown reason), { $failed } failed, { $empty } were empty and { $missing } are missing.
methods-by-batch = Of these answers, { $count } came from the platform's batch service{ $has-share ->
        [true] {" "}(billed at { $share } of the online price)
       *[false] {""}
    }.
methods-tokens = { $tokens_in } input and { $tokens_out } output tokens were used.
methods-cost = The cost was { $cost } (at the public prices of { $day }).
methods-cost-undated = The cost was { $cost }.
methods-prompts = Prompts:
methods-prompt = Prompt { $number }: { $text }
methods-prompts-differ = Prompt { $number }: not the same for all patients [please explain]
methods-simulated = [Simulation] Some of these answers were made by the built-in simulator and cannot be used in a paper.
methods-program-unknown = [please add the program]
methods-cost-without = {" "}The price of { $models } is unknown and not in it.
