fault-timeout-first-byte = No reply within { $seconds } s; first_byte_timeout_seconds can be raised
