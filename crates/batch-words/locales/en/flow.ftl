### Limits, waits and the link, and the bar that shows them.

flow-limited = rate limited by the platform; calls at once set to { $limit }

# A limit a minute that nobody stated.
flow-learned-rate = the platform limits calls per minute; calls per minute set to { $rpm }

# Different conversations fail one after the other, and none is served.
flow-held = several different conversations failed in a row ({ $fault }); sending is paused except for one probe at a time and resumes by itself once the platform recovers; no retries are used up

flow-served-again = The platform has recovered (down for { $after }); continuing

flow-offline = The network seems to be down: { $fault }; sending is paused and resumes by itself once the network is back; no retries are used up

flow-online = The network is back (down for { $after }); continuing

flow-offline-too-long = the network was down for more than { $limit }; no longer waiting

flow-wait-too-long = the platform asks for a wait of { $wait }, which is over the limit

flow-starved = no call succeeded for { $after }; the remaining conversations are left for the next run

# ---- What the bar says ----

# Whose limit: the config's own, or the platform's.
flow-waiting-for-requests = waiting { $seconds } s: { $own ->
        [true] configured requests per minute (requests_per_minute)
       *[false] the platform's requests per minute
    }

flow-waiting-for-tokens = waiting { $seconds } s: { $own ->
        [true] configured tokens per minute (tokens_per_minute)
       *[false] the platform's tokens per minute
    }

flow-ramping = waiting { $seconds } s: platform overloaded, resuming slowly

flow-probing = waiting { $seconds } s: no successful replies, then one probe

flow-waiting-to-retry = waiting { $seconds } s: then failed ones are retried

# Where there is no room for the reason.
flow-waiting = waiting { $seconds } s

flow-stopping = stopping: at most { $seconds } s more for the calls in flight

flow-stopping-short = stopping, at most { $seconds } s

flow-stopping-open = stopping: waiting for the calls in flight

flow-mending = updating existing result files { $done }/{ $count }

flow-link-down = network down, waiting for it to come back

bar-failed = { $failed } failed

bar-left = { $left } left

bar-left-unknown = ? left

bar-cost = cost { $cost }

bar-cost-unknown = cost unknown

bar-in-flight = { $in-flight } in flight

bar-rate = { $per-minute }/min

# The last warning: its time, and what it was.
bar-warning = Last warning { $what }

bar-other-models = { $models } more models { $done }/{ $total }

flow-progress-line = Progress: { $progress }
