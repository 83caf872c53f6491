### What connections have shown of the server.

wire-surplus = The server sent unrequested data on an idle connection: from now on every call uses a new connection, and replies that may be affected are discarded and asked for again

wire-not-kept = The server does not keep connections open: from now on every call uses a new connection

wire-reply-twice = The server sent a reply twice on one connection: all affected answers are discarded and asked for again, and from now on every call uses a new connection

wire-useless-ids = The server's replies have no ids that tell them apart: every call uses a new connection

wire-answers-taken-back = A connection brought more replies than were requested, so answers on it may be mixed up: { $answers ->
        [one] 1 answer from a reused connection is
       *[other] { $answers } answers from reused connections are
    } discarded and asked for again, and connections are no longer reused

wire-doubted = another reply may have been mixed in on the connection; this reply is discarded

wire-stream-cut = the stream ended before the answer did
