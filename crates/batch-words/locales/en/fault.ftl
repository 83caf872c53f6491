### Calls that brought no answer: what stands behind `ERROR: ` and in the log.

# ---- Times that ran out ----

fault-timeout-first-byte = no reply within { $seconds } s; consider raising first_byte_timeout_seconds

fault-timeout-stall = the reply stalled halfway for { $seconds } s; consider raising stall_timeout_seconds

fault-timeout-whole = not finished within { $seconds } s; consider raising timeout_seconds

fault-cannot-fit = needs at least { $least } tokens, but the model's context is { $context }; not sent

# ---- Broken links ----

fault-link-connect-timeout = timeout while connecting ({ $cause }); check the network, the proxy and base_url, or raise connect_timeout_seconds

fault-link-dns = the host name cannot be resolved ({ $cause })

fault-link-refused = connection refused ({ $cause })

fault-link-reset = connection broken ({ $cause })

fault-link-tls = TLS certificate or handshake failed ({ $cause })

fault-link-timeout = timeout ({ $cause })

fault-link-not-connected = cannot connect ({ $cause })

fault-link-network = network error ({ $cause })

# ---- Proxies ----

fault-proxy-login = the proxy requires a login, or rejected the user name and password (HTTP 407)

fault-proxy-unreachable = the proxy cannot reach the API address (HTTP { $status })

fault-proxy-refused = the proxy refused the connection (HTTP { $status })

fault-via-configured-proxy = { $what }; proxy used: { $proxy } (from proxy in the config file)

fault-via-proxy-of-variable = { $what }; proxy used: { $proxy } (from the environment variable { $variable })

# ---- Classes ----

fault-class-dns = host name cannot be resolved

fault-class-refused = connection refused

fault-class-reset = connection broken

fault-class-tls = TLS failed

fault-class-timeout = timeout

fault-class-network = network error

fault-class-proxy = the proxy refused the connection

fault-class-html = received a web page instead of a reply

fault-class-bad-json = reply incomplete or not JSON

fault-class-too-large = reply too large

fault-class-empty = empty answer

fault-class-truncated-empty = max_tokens used up by reasoning, no answer

fault-class-content-refused = content refused by the platform

fault-class-rate-limit = rate limit reached

fault-class-overloaded = platform overloaded

fault-class-loading = model is still loading

fault-class-quota = daily or plan quota used up

fault-class-model-quota = this model's quota used up

fault-class-bad-key = invalid API key

fault-class-no-balance = account balance too low

fault-class-forbidden = account has no permission

fault-class-model-forbidden = no permission for this model

fault-class-model-not-found = model or endpoint does not exist, is closed or was retired

fault-class-context-too-long = input exceeds the model's context length

fault-class-bad-parameter = the model does not accept one of the parameters

fault-class-bad-request = request refused

fault-class-wrong-address = wrong API address

fault-class-server-error = internal error at the platform

fault-class-input = patient record cannot be read

fault-class-unknown = unknown error

# ---- What to do ----

fault-advice-truncated-empty = raise max_tokens

fault-advice-context-too-long = shorten the input or use a model with a longer context

fault-advice-bad-parameter = check temperature, top_p, max_tokens and extra_body

fault-advice-model-not-found = check the name of the model or endpoint_id

fault-advice-wrong-address = check base_url: most addresses end with /v1, and the command check finds the right one

fault-advice-tls = check the system's clock, the certificates and the proxy

fault-advice-proxy = check the proxy's address, user name and password; to use no proxy, remove that setting or add the host to NO_PROXY

fault-advice-dns = check the network and base_url

fault-advice-refused = check the network, the proxy and base_url

# ---- The whole sentence: what it was, what the platform said, what to do ----

fault-sentence = { $what }{ $has-detail ->
        [true] {" "}({ $detail })
       *[false] {""}
    }{ $has-advice ->
        [true] ; { $advice }
       *[false] {""}
    }{ $has-id ->
        [true] {" "}[request id: { $id }]
       *[false] {""}
    }

fault-unbuilt = the request cannot be built
