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

flow-waiting-for-requests = waiting { $seconds } s for the limit on requests per minute, { $in-flight }/{ $ceiling } in flight

flow-waiting-for-tokens = waiting { $seconds } s for the limit on tokens per minute, { $in-flight }/{ $ceiling } in flight

flow-ramping = platform overloaded, resuming slowly in { $seconds } s, { $in-flight }/{ $ceiling } in flight

flow-probing = no successful replies at the moment, next probe in { $seconds } s, { $in-flight }/{ $ceiling } in flight

flow-waiting-to-retry = waiting { $seconds } s to retry, { $in-flight } in flight

flow-mending = updating existing result files { $done }/{ $count }

flow-link-down = network down, waiting for it to come back

flow-progress = { $done }/{ $total }, { $failed } failed, { $in-flight } in flight, { $per-minute }/min

flow-progress-with-left = { $done }/{ $total }, { $failed } failed, { $in-flight } in flight, { $per-minute }/min, { $left } left

flow-progress-line = Progress: { $progress }
