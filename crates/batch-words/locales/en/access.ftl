### Key, address and the way there.

access-no-key = no API key for { $platform }: set the environment variable { $vars }{ $one ->
        [true] {" "}or put it into the config file
       *[false] {""}
    }

access-bad-key = the API key in { $place } contains a space, a line break or a non-ASCII character; copy it again, without anything before or after it

access-dot-env-unreadable = { $file } cannot be read ({ $cause }); it is ignored

access-dot-env-line = { $file }, line { $line }: not understood and ignored; it must be NAME=value

access-url-scheme = the address "{ $url }" is incomplete; it must begin with https://, for example https://api.example.com/v1

access-url-path = the address must not contain { $path }, which the program adds itself; remove that part

access-url-query = the address must not contain spaces, ? or #; let it end with the version number

access-url-user = the address must not contain a user name or password; remove everything before the @

access-url-clear = the API address uses http:// instead of https://; the API key and the patient records travel over the network unencrypted

access-transport = the HTTP client cannot be set up: { $reason }; check proxy and the system's certificates

access-simulator = the built-in simulator cannot be started
