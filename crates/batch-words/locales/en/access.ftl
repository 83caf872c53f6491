### Key, address and the way there.

access-no-key = No API key for { $platform }: set the environment variable { $vars }{ $one ->
        [true] {" "}or give it in the config file
       *[false] {""}
    }

access-bad-key = The API key in { $place } contains white space, a line break or a non-ASCII character; copy it again, with no blanks before or after it

access-dot-env-unreadable = { $file } cannot be read ({ $cause }) and is ignored

access-dot-env-line = { $file }, line { $line } cannot be read and is ignored; it should be NAME=value

access-url-scheme = The address "{ $url }" is incomplete; it should begin with https://, for example https://api.example.com/v1

access-url-path = The address should not contain { $path }, which the program adds itself; remove that part

access-url-query = The address must not contain blanks, ? or #; end it with the version

access-url-user = The address must not contain a user name or password; remove what stands before the @

access-url-clear = The API address uses http:// instead of https://: the API key and the patient records travel over the network in plain text

access-transport = The HTTP client cannot be set up: { $reason }; check proxy and the system's certificates

access-simulator = the built-in simulator cannot be started
