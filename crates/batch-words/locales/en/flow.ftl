### Limits, waits and the link, and the bar that shows them.

flow-limited = rate limited by the platform; calls at once are set to { $limit }

# A limit a minute that nobody stated.
flow-learned-rate = the platform limits by the minute; calls a minute are set to { $rpm }

# Different conversations fail one after the other, and none is served.
flow-held = several different conversations failed in a row ({ $fault }); sending is paused but for one probe at a time, and goes on by itself once one succeeds; no retries are used up

flow-served-again = The platform serves again (after { $after }); going on

flow-offline = The network seems to be down: { $fault }; sending is paused and goes on by itself when it is back; no retries are used up

flow-online = The network is back (after { $after }); going on

flow-offline-too-long = the network was down for more than { $limit }; no longer waiting

flow-wait-too-long = the platform asks to wait { $wait }, longer than allowed

flow-starved = no call succeeded for { $after }; the other conversations are left for the next run

# ---- What the bar says ----

flow-waiting-for-requests = waiting for the limit of requests a minute, { $seconds } s, { $in-flight }/{ $ceiling } in flight

flow-waiting-for-tokens = waiting for the limit of tokens a minute, { $seconds } s, { $in-flight }/{ $ceiling } in flight

flow-ramping = platform overloaded, slowly starting again, { $seconds } s, { $in-flight }/{ $ceiling } in flight

flow-probing = no answers from the platform at the moment, next probe in { $seconds } s, { $in-flight }/{ $ceiling } in flight

flow-waiting-to-retry = waiting { $seconds } s to try again, { $in-flight } in flight

flow-mending = putting result files in order { $done }/{ $count }

flow-link-down = network down, waiting for it to come back

flow-progress = { $done }/{ $total }, { $failed } failed, { $in-flight } in flight, { $per-minute }/min

flow-progress-with-left = { $done }/{ $total }, { $failed } failed, { $in-flight } in flight, { $per-minute }/min, { $left } left

flow-progress-line = Progress: { $progress }
