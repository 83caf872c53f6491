### What connections have shown of the server.

wire-surplus = The server sent data that nobody asked for on an idle connection: from now on every call has a new connection of its own, and replies that may be affected are dropped and asked for again

wire-not-kept = The server does not keep connections open: from now on every call has a new connection of its own

wire-reply-twice = The server sent a reply twice on one connection: all answers that are affected are dropped and asked for again, and from now on every call has a new connection of its own

wire-useless-ids = The server's replies have no ids that tell them apart: every call has a new connection of its own

wire-answers-taken-back = A connection brought more replies than were asked for, so answers on it may be mixed up: { $answers ->
        [one] one answer from a reused connection is
       *[other] { $answers } answers from reused connections are
    } dropped and asked for again, and connections are no longer reused

wire-doubted = another reply may have come in on the connection; this reply is dropped
