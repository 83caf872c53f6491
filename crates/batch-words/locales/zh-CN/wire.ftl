### What connections have shown of the server.

wire-surplus = 服务器在一条空闲的连接上多发了数据：之后每个调用各用一条新的连接，可能受影响的答复作废并重新询问

wire-not-kept = 服务器不保持连接：之后每个调用各用一条新的连接

wire-reply-twice = 服务器在一条连接上重复发送了答复：受影响的回答全部作废并重新询问，之后每个调用各用一条新的连接

wire-useless-ids = 服务器的答复没有可以互相区分的编号：每个调用各用一条新的连接

# $answers (Number)
wire-answers-taken-back = 有连接多发了答复，同一连接上的答案可能对错了号：收回 { $answers } 个经复用连接得到的答案，重新询问，不再复用连接

wire-doubted = 连接上可能混入了别的答复，此答复作废

wire-stream-cut = 数据流在回答结束之前就断了
