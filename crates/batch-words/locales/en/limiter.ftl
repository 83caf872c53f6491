### The limiter that processes on one account share.

help-limiter = Share the account's limits with other processes: a Redis, such as redis://127.0.0.1:6379; or the environment variable BATCH_LIMITER (the place for a password)

# ---- Config and connection ----

limiter-no-address = "{ $url }" is no address of a Redis; write redis://[user:password@]host[:port][/db], with TLS rediss://

limiter-no-colon = there is a user and no password; with a password alone write redis://:password@host, with its colon

limiter-no-budget = it names a common budget, but there is none: what this run spends is counted for nobody; give budget (or --budget) too, or remove limiter_budget

limiter-not-built = this program was built without the shared limiter (Cargo feature redis); remove limiter, or take a program that has it

limiter-no-choice = write "pause", a part such as "1/4" (while the shared limiter gives no answer, a quarter of the limits is used), or, together with --shard, "share" (its own part)

limiter-not-in-batch = the batch service is not bound by the shared limiter (the platform has limits of its own for it), and its cost is not counted in the common budget; only online calls are

# At the start of a run.
limiter-unusable = the shared limiter { $address } cannot be used: { $trouble }. Nothing was sent; check the address and the Redis, or remove limiter

limiter-unreachable = no connection ({ $cause })

limiter-slow = no answer within { $seconds } s

limiter-tls = no TLS connection ({ $cause })

# $asked: the address says TLS.
limiter-perhaps-tls = { $asked ->
        [true] no TLS answer; if the Redis has no TLS, write redis:// instead of rediss://
       *[false] the connection was closed at the first word; if the Redis wants TLS, write rediss:// instead of redis://
    }

limiter-no-database = the Redis has no database { $db }; write a smaller number at the end of the address, or none

limiter-not-redis = what answers at this address is not a Redis

limiter-password = the user name or the password is wrong

limiter-no-password = it wants a password; write redis://:password@host, or set the environment variable BATCH_LIMITER

limiter-forbidden = this user may not do what is needed ({ $said }); it needs EVAL, EVALSHA, SCRIPT, GET, SET, TIME and keys that begin with batch-llm:

limiter-read-only = it is a read-only replica; write the address of the primary

limiter-full = the Redis has no memory left (maxmemory)

limiter-busy = the Redis is loading its data, or busy with another script

limiter-moved = the cluster sends the request from one node to another (to { $to } at last)

limiter-refused = the Redis refuses the script ({ $said })

# ---- During a run ----

# $limits: those that hold, by their names in the config.
limiter-stricter = another process on this account gives stricter limits, and they hold for all: { $limits }; give the same limits in every config

# $owner: how that process calls itself.
limiter-other-budget = another process that works in this output folder ({ $owner }) has a budget, and does not share it with this one: it has another key or address, another limiter or none, or another limiter_budget. Each would spend the whole budget; give all shards of a folder the same, or wait for it to end. Nothing was sent

limiter-interrupted = Interrupted before anything was sent

limiter-banner = {"  "}Shared limiter: { $address } (the limits above are those of all processes on this account together)

limiter-joined = Shared limiter { $address }: { $processes ->
        [one] one process uses
       *[other] { $processes } processes share
    } the limits of this account now

limiter-away = The shared limiter gives no answer: { $trouble }; no new calls are sent, those in flight go on, and sending resumes by itself

limiter-away-share = The shared limiter gives no answer: { $trouble }; as limiter_away says, 1/{ $part } of the limits is used until it is back

limiter-back = The shared limiter is back (away for { $after }); continuing

limiter-given-up = the shared limiter gave no answer for more than { $limit }; no longer waiting

limiter-paused = Run paused: the shared limiter gives no answer ({ $trouble }). When it is back, run { $program } again to continue from here

# ---- The bar ----

limiter-waiting = waiting { $seconds } s: other processes use the shared limits

limiter-waiting-away = no answer from the shared limiter, waiting for it

# ---- check ----

check-limiter = Shared limiter

check-limiter-found = { $address }: processes: { $processes }, calls in flight: { $flying }, ceiling: { $ceiling }

check-limiter-frozen = the platform asked for a pause, { $seconds } s are left

check-limiter-money = common budget, as processes have told the limiter: spent { $spent }, reserved by calls in flight { $held }

# Under the budget of plan and status.
limiter-see-check = Spent is what stands in this folder's ledgers; what other processes have of a common budget is said by check
