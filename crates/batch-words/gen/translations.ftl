
## ########## Resource: fault ###############

fault-timeout-first-byte = No reply within { $seconds } s; first_byte_timeout_seconds can be raised


## ########## Resource: fault ###############

# ---- calls that brought no answer: what stands behind `ERROR: ` and in the log ----

# $seconds (Number)
fault-timeout-first-byte = { $seconds } 秒内没有收到答复，可调大 first_byte_timeout_seconds

