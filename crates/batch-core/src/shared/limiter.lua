-- What processes on one account share, in one step: a process says what it holds and wants, and is told what it may do.
-- KEYS[1]: everything that is known of one account. One value, so that it is there or lost as a whole.
-- ARGV[1]: what the process says (`message.rs`). Times are milliseconds, on a clock that only goes forward.

local LEASE = 15000 -- a process that is silent for so long is gone, and its calls in flight with it
local OPENS = 4000 -- a new account grants nothing for so long: whoever has calls in flight can say so meanwhile
local LEAP = 5000 -- more than this between two words is silence, or a clock that was set: nobody is gone for that alone
local FRESH = 2500 -- so long a want counts
local SLACK = 2 -- of those who have as many calls, one may be granted so many more than others before it is their turn
local LAG = 4 -- who has had fewer calls than others by the minute is ahead of them by so many at most
local FORGET = 3600000 -- money of a process that is gone is kept apart for so long, should it come back
local MOST_TOLD = 64 -- processes whose money everybody is told; of more, only of those that are silent
local KEEP = 30 * 24 * 3600 * 1000 -- an account that nobody uses is forgotten
local LONGEST_FREEZE = 60000
local CALM, MOST_CALM = 10000, 160000 -- so long without a refusal, and a lowered ceiling is raised
local ROUND = 2000 -- refusals within so long are one message
local WINDOW = 60500 -- a minute, and what the way adds or takes away

local said = cjson.decode(ARGV[1])
local time = redis.call('TIME')
local raw = time[1] * 1000 + time[2] / 1000
local stored = redis.pcall('GET', KEYS[1])
if type(stored) ~= 'string' then stored = nil end
local s

-- Nothing is known yet.
local function begin()
  s = { v = 1, raw = raw, now = raw, open = raw + OPENS, p = {}, g = {}, b = {} }
end

local function take_in()
  -- The clock: what goes back stands still; what leaps ahead takes nobody's lease. Whoever only looks sees nobody who was
  -- silent for longer than that.
  local step = raw - s.raw
  s.raw = raw
  if step > 0 then
    for _, q in pairs(s.p) do
      if step > LEAP and not said.look and not q.gone and q.till > s.now then
        q.till = q.till + step
      end
    end
    s.now = s.now + step
  end
  local now = s.now

  -- Who is gone gives back what it had in flight; what it spent stays spent.
  local function bequeath(q)
    local b = q.b and s.b[q.b]
    if b then b.f[q.f] = (b.f[q.f] or 0) + q.m + q.h end
  end
  local live = 0
  for id, q in pairs(s.p) do
    if not q.gone and q.till <= now then q.gone, q.g = true, {} end
    if q.gone and now - q.seen > (q.b and FORGET or LEASE) then
      bequeath(q)
      s.p[id] = nil
    elseif not q.gone and id ~= said.id then
      live = live + 1
    end
  end

  local me = s.p[said.id] or { g = {} }
  -- A word that was overtaken by a later one is old, and nobody waits for what comes of it.
  if said.number and me.number and said.number <= me.number then said.look = true end
  if not said.look then
    live = live + 1
    s.p[said.id] = me
    me.gone, me.till, me.seen, me.number = nil, now + LEASE, now, said.number
  end

  -- Money: of each folder what processes left behind, and what each process has spent and holds.
  local function tally(name)
    local spent, held = 0, 0
    local b = s.b[name]
    for _, base in pairs(b and b.f or {}) do spent = spent + base end
    for _, q in pairs(s.p) do
      if q.b == name then
        spent = spent + q.m + (q.gone and q.h or 0)
        held = held + (q.gone and 0 or q.h)
      end
    end
    return spent, held
  end
  local money, left = said.money, nil
  if money and not said.look then
    local b = s.b[money.name] or { f = {} }
    s.b[money.name], b.at = b, now
    me.b, me.f, me.m, me.h = money.name, money.folder, money.spent, money.held
    if s.open > now and money.memory then
      -- What was lost is learned from who is here, until whose it is says it again.
      for folder, sum in pairs(money.memory.folders) do b.f[folder] = math.max(b.f[folder] or 0, sum) end
      for id, its in pairs(money.memory.others) do
        if not s.p[id] then
          s.p[id] = { g = {}, gone = true, seen = now, b = me.b, f = its[1], m = its[2], h = 0 }
        end
      end
    end
    local base = b.f[me.f] or 0
    if money.before then
      -- A ledger that somebody is writing says less than those who write it.
      local known, alone = 0, true
      for _, q in pairs(s.p) do
        if q ~= me and q.b == me.b and q.f == me.f then
          known = known + q.m + q.h
          alone = alone and q.gone
        end
      end
      if alone then base = math.max(base, money.before - known) end
    end
    b.f[me.f] = base
    local spent, held = tally(me.b)
    left = money.limit - spent - held
  end
  for name, b in pairs(s.b) do
    if now - b.at > KEEP then s.b[name] = nil end
  end

  -- What somebody should remember, should all be lost.
  local function memory(name)
    local others, many = {}, 0
    for _, q in pairs(s.p) do many = many + (q.b == name and 1 or 0) end
    for id, q in pairs(s.p) do
      if q ~= me and q.b == name and (many <= MOST_TOLD or now - q.seen > FRESH) then others[id] = { q.f, q.m + q.h } end
    end
    return { folders = s.b[name].f, others = others }
  end

  -- All that living processes have of calls: in one group, or in all.
  local function in_flight(group)
    local sum = 0
    for _, q in pairs(s.p) do
      for name, mine in pairs(q.g) do
        if not group or name == group then sum = sum + mine.n end
      end
    end
    return sum
  end

  -- Of what each config says, the strictest counts for all. `of`: c calls at once, r requests, t tokens a minute.
  local function strictest(group, of)
    local least
    for _, q in pairs(s.p) do
      local its = not q.gone and q.g[group]
      if its and its[of] and not (least and least < its[of]) then least = its[of] end
    end
    return least
  end

  local function ceiling_of_all()
    local least = said.ceiling
    for _, q in pairs(s.p) do
      if not q.gone and q.c then least = math.min(least, q.c) end
    end
    return least
  end

  local function ceiling_of(group)
    local g, least = s.g[group], strictest(group, 'c') or said.ceiling
    return g and g.c and live > 1 and math.min(least, g.c) or least
  end

  -- Calls that only lack their turn. Who lacks money would leave them unused; who lacks what its whole group lacks, those that
  -- another group may have.
  local function waiting(its, elsewhere)
    local lacks = its.x == 'money' or elsewhere and its.x
    return not lacks and now - its.at <= FRESH and its.w or 0
  end

  -- First what this process holds, of all groups; then what it may have.
  if not said.look then
    me.c = said.ceiling
    for _, asked in ipairs(said.groups) do
      local mine = me.g[asked.name] or { got = 0 }
      mine.n, mine.w, mine.at, mine.x = asked.flying, asked.want, now, nil
      mine.c, mine.r, mine.t = asked.ceiling, asked.rpm, asked.tpm
      me.g[asked.name] = mine
    end
  end

  local function limits(asked)
    local g = s.g[asked.name] or { tat = 0, frozen = 0, t = {} }
    s.g[asked.name] = g
    if asked.freeze then g.frozen = math.max(g.frozen, now + math.min(asked.freeze, LONGEST_FREEZE)) end
    local total = in_flight(asked.name)
    if asked.cut then
      local to = asked.stated and asked.cut or asked.cut + total - asked.flying
      if not g.c or to < g.c then g.c = math.max(1, to) end
      if not g.calm or now - g.cut > ROUND then g.calm = math.min(MOST_CALM, math.max(CALM, (g.calm or 0) * 2)) end
      g.cut, g.step, g.try = now, 1, now + g.calm
    end
    local demand, active = 0, 0
    for _, q in pairs(s.p) do
      local its = q.g[asked.name]
      local d = its and its.n + waiting(its) or 0
      if d > 0 then demand, active = demand + d, active + 1 end
    end
    if g.c and live == 1 then
      -- Alone, a process finds its limit by itself, and shows what that is.
      g.c = math.max(g.c, total)
    elseif g.c and now >= g.try and demand > g.c then
      g.c, g.step, g.try = g.c + g.step, math.min(g.step * 2, g.c), now + g.calm
      if g.step > 4 then g.calm = CALM end
    end
    if g.c and g.c >= strictest(asked.name, 'c') then g.c, g.calm = nil, nil end
    return g, total, active
  end

  -- Whose turn it is: of everything that is free, one after the other to whoever has least of what there is; of several, to
  -- whoever was granted fewest. Who asks now comes before its equals, as long as it is not far ahead. What that gives to each of
  -- those who wait, by process, and how many wait before this one.
  local function turns(group)
    local of_all, alls, room, lines, mine = ceiling_of_all(), {}, {}, {}, nil
    local free = math.max(0, of_all - in_flight())
    for _, q in pairs(s.p) do
      alls[q] = 0
      for _, its in pairs(q.g) do alls[q] = alls[q] + its.n end
      for name, its in pairs(q.g) do
        local g, w = s.g[name], waiting(its, name ~= group)
        if w > 0 and (name == group or not g or g.frozen <= now) then
          if not room[name] then
            local ceiling = ceiling_of(name)
            room[name] = { of = ceiling, free = math.max(0, ceiling - in_flight(name)) }
          end
          local line = { q = q, name = name, n = its.n, w = w, got = its.got, gets = 0 }
          if q == me and name == group then
            mine, line.got = line, its.got - (alls[q] > 0 and SLACK or 0) - 0.5
          end
          lines[#lines + 1] = line
        end
      end
    end
    local function before(a, b)
      local x = math.max(a.n / room[a.name].of, alls[a.q] / of_all)
      local y = math.max(b.n / room[b.name].of, alls[b.q] / of_all)
      return x < y or x == y and a.got < b.got
    end
    local behind = 0
    for _, line in ipairs(lines) do
      if mine and line ~= mine and before(line, mine) then behind = behind + 1 end
    end
    while free > 0 do
      local next
      for _, line in ipairs(lines) do
        local may = line.gets < line.w and room[line.name].free > 0
        if may and (not next or before(line, next)) then next = line end
      end
      if not next then break end
      -- Where much is free, it is not counted out singly.
      local some = math.floor(math.min(free, room[next.name].free) / (4 * #lines))
      some = math.min(math.max(1, some), next.w - next.gets)
      next.gets, next.n, next.got = next.gets + some, next.n + some, next.got + some
      alls[next.q], room[next.name].free, free = alls[next.q] + some, room[next.name].free - some, free - some
    end
    local gets = {}
    for _, line in ipairs(lines) do
      if line.name == group then gets[line.q] = line.gets end
    end
    return gets, behind
  end

  -- Calls that others are to have first, because they had fewer. Of what gathers, nobody counts single ones.
  local function ahead_of(asked, mine, gets, slack)
    local ahead = 0
    for _, q in pairs(s.p) do
      local its = q.g[asked.name]
      if its and q ~= me and gets[q] then
        ahead = ahead + math.min(gets[q], math.max(0, mine.got - its.got - slack))
      end
    end
    return ahead
  end

  local function used_tokens(g)
    local used, kept = 0, {}
    for _, second in ipairs(g.t) do
      if second[1] * 1000 + 1000 + WINDOW > now then
        kept[#kept + 1] = second
        used = used + second[2]
      end
    end
    g.t = kept
    return math.max(0, used)
  end

  local function charge(g, second, tokens)
    for _, known in ipairs(g.t) do
      if known[1] == second then
        known[2] = known[2] + tokens
        return
      end
    end
    g.t[#g.t + 1] = { second, tokens }
  end

  local function answer(asked)
    local g, total, active = limits(asked)
    local mine = me.g[asked.name]
    local ceiling, rpm, tpm = ceiling_of(asked.name), strictest(asked.name, 'r'), strictest(asked.name, 't')
    local second = math.floor(now / 1000)
    for _, refund in ipairs(asked.refunds or {}) do
      if tpm then charge(g, refund[1], -refund[2]) end
    end
    local burst, interval, due = math.max(1, math.floor((rpm or 0) / 120)), nil, nil
    local slack = math.floor(burst / 2)
    for _, q in pairs(s.p) do
      local its = q.g[asked.name]
      if its then mine.got = math.max(mine.got, its.got - slack - LAG) end
    end
    local gets, behind = turns(asked.name)
    local k, why, wait = asked.want, nil, 0
    local function hold(most, reason, ms)
      if most < k then k, why, wait = math.max(0, math.floor(most)), reason, ms end
    end
    if s.open > now then hold(0, 'opens', s.open - now) end
    if g.frozen > now then hold(0, 'frozen', g.frozen - now) end
    -- Who has none in flight looks for its turn, the sooner the shorter calls are; others look when one comes back.
    local soon = mine.n == 0 and math.max(20, (now - (g.last or 0)) / 8) * (behind + 1) or math.huge
    hold(gets[me] or 0, 'calls', math.min(500, 50 + 10 * live, soon))
    local ahead = ahead_of(asked, mine, gets, slack)
    if rpm then
      interval = WINDOW / (rpm - burst + 1)
      due = math.max(g.tat, now)
      local soonest = due - (burst - 1) * interval - now
      local may = soonest > 0 and 0 or math.floor(-soonest / interval) + 1
      hold(math.max(0, may - ahead), 'requests', math.max(0, soonest) + ahead * interval)
    end
    if tpm then
      local used = used_tokens(g)
      local may = (tpm - used) / math.max(1, asked.tokens) - ahead
      if used == 0 then may = math.max(may, 1) end
      local oldest = g.t[1] and g.t[1][1] * 1000 + 1000 + WINDOW - now or 0
      hold(math.max(0, may), 'tokens', math.min(1000, math.max(50, oldest)))
    end
    if left and asked.money > 0 then hold((left + 1e-9) / asked.money, 'money', 500) end
    mine.x = (why == 'requests' or why == 'tokens' or why == 'money') and why or nil
    if k > 0 then
      mine.n, mine.w, mine.got, g.last = mine.n + k, mine.w - k, mine.got + k, now
      if interval then
        g.tat = due + k * interval
        if why == 'requests' then wait = math.max(0, g.tat - (burst - 1) * interval - now) + ahead * interval end
      end
      if tpm then charge(g, second, k * asked.tokens) end
      if left then
        me.h = me.h + k * asked.money
        left = left - k * asked.money
      end
    end
    -- Some gather unused meanwhile, and are taken together.
    if why == 'requests' then wait = math.max(wait, (burst - 1) * interval / 2) end
    -- Where all together found how many are served, nobody need find its share alone.
    local share = g.c and live > 1 and math.floor(ceiling / math.max(1, active)) or nil
    local function stricter(all, own) return all and (not own or all < own) end
    local strict = { ceiling = strictest(asked.name, 'c'), rpm = rpm, tpm = tpm }
    local of_others = stricter(strict.ceiling, asked.ceiling) or stricter(rpm, asked.rpm) or stricter(tpm, asked.tpm)
    return { calls = k, why = why, wait = math.ceil(wait), share = share, second = second, ceiling = ceiling,
      flying = total + k, frozen = math.max(0, math.ceil(g.frozen - now)), strict = of_others and strict or nil }
  end

  local reply = { processes = live, opens = math.max(0, math.ceil(s.open - now)), groups = {} }
  if said.look then
    -- Whoever may not change anything could not take part: it is tried with what is there.
    if stored then redis.call('SET', KEYS[1], stored, 'PX', KEEP) else redis.call('SET', KEYS[1], '', 'PX', 1) end
    for i, asked in ipairs(said.groups) do
      local g = s.g[asked.name] or { frozen = 0 }
      reply.groups[i] = { calls = 0, wait = 0, second = 0, ceiling = math.min(asked.ceiling, g.c or asked.ceiling,
        strictest(asked.name, 'c') or asked.ceiling),
        flying = in_flight(asked.name), frozen = math.max(0, math.ceil(g.frozen - now)) }
    end
    if money then
      local spent, held = tally(money.name)
      reply.money = { spent = spent, held = held }
    end
    if #reply.groups == 0 then reply.groups = nil end
    return cjson.encode(reply)
  end
  if said.bye then
    bequeath(me)
    s.p[said.id] = { g = {}, gone = true, seen = now, number = said.number }
  end
  for i, asked in ipairs(said.groups) do
    if said.bye then
      reply.groups[i] = { calls = 0, wait = 0, second = 0, ceiling = asked.ceiling, flying = 0, frozen = 0 }
    else
      reply.groups[i] = answer(asked)
    end
  end
  if money then
    local spent, held = tally(money.name)
    reply.money = { spent = spent, held = held, memory = memory(money.name) }
  end
  if #reply.groups == 0 then reply.groups = nil end
  redis.call('SET', KEYS[1], cmsgpack.pack(s), 'PX', KEEP)
  return cjson.encode(reply)
end

local whole, was = pcall(cmsgpack.unpack, stored or '')
if whole and type(was) == 'table' and was.v == 1 then
  s = was
  local understood, told = pcall(take_in)
  if understood then return told end
end
-- What is damaged is lost, and learned again from who is here.
begin()
return take_in()
