-- What processes on one account share, in one step: a process says what it holds and wants, and is told what it may do.
-- KEYS[1]: everything that is known of one account. One value, so that it is there or lost as a whole.
-- ARGV[1]: what the process says (`message.rs`). Times are milliseconds, on a clock that only goes forward.

local LEASE = 15000 -- a process that is silent for so long is gone, and its calls in flight with it
local OPENS = 4000 -- a new account grants nothing for so long: whoever has calls in flight can say so meanwhile
local LEAP = 5000 -- more than this between two words is silence, or a clock that was set: nobody is gone for that alone
local FRESH = 2500 -- so long a want counts
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
local stored = redis.call('GET', KEYS[1])
local s = stored and cmsgpack.unpack(stored)
if type(s) ~= 'table' or s.v ~= 1 then
  s = { v = 1, raw = raw, now = raw, open = raw + OPENS, p = {}, g = {}, b = {} }
end

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

local function in_flight(group)
  local sum = 0
  for _, q in pairs(s.p) do
    for name, mine in pairs(q.g) do
      if not group or name == group then sum = sum + mine.n end
    end
  end
  return sum
end

-- First what this process holds, of all groups; then what it may have.
for _, asked in ipairs(said.groups) do
  if not said.look then
    local mine = me.g[asked.name] or { got = 0 }
    mine.n, mine.w, mine.at = asked.flying, asked.want, now
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
    local d = its and its.n + (now - its.at <= FRESH and its.w or 0) or 0
    if d > 0 then demand, active = demand + d, active + 1 end
  end
  if g.c and live == 1 then
    -- Alone, a process finds its limit by itself, and shows what that is.
    g.c = math.max(g.c, total)
  elseif g.c and now >= g.try and demand > g.c then
    g.c, g.step, g.try = g.c + g.step, math.min(g.step * 2, g.c), now + g.calm
    if g.step > 4 then g.calm = CALM end
  end
  if g.c and g.c >= asked.ceiling then g.c, g.calm = nil, nil end
  return g, total, demand, active
end

-- As much to each as fills all to the same level: who wants less leaves the rest to the others.
local function level(group, ceiling)
  local demands = {}
  for _, q in pairs(s.p) do
    local its = q.g[group]
    if its then
      local d = its.n + (now - its.at <= FRESH and its.w or 0)
      if d > 0 then demands[#demands + 1] = d end
    end
  end
  table.sort(demands)
  local rest = ceiling
  for i, d in ipairs(demands) do
    local each = rest / (#demands - i + 1)
    if d > each then return each end
    rest = rest - d
  end
  return ceiling
end

local function share_of_calls(asked, mine, ceiling, total, demand)
  local free = math.min(ceiling - total, said.ceiling - in_flight())
  if demand <= ceiling then return free, math.huge end
  local each, theirs = level(asked.name, ceiling), 0
  for _, q in pairs(s.p) do
    local its = q.g[asked.name]
    if its and q ~= me and now - its.at <= FRESH then
      theirs = theirs + math.max(0, math.floor(math.min(its.n + its.w, each)) - its.n)
    end
  end
  return math.max(math.min(free, math.ceil(each) - mine.n), free - theirs), each
end

-- Calls that others are to have first, because they had fewer. Of what gathers, nobody counts single ones.
local function ahead_of(asked, mine, each, slack)
  local most, ahead = 0, 0
  for _, q in pairs(s.p) do
    local its = q.g[asked.name]
    if its and q ~= me then most = math.max(most, its.got) end
  end
  mine.got = math.max(mine.got, most - slack - LAG)
  for _, q in pairs(s.p) do
    local its = q.g[asked.name]
    if its and q ~= me and now - its.at <= FRESH then
      local may = math.max(0, math.min(its.w, math.ceil(math.min(its.n + its.w, each)) - its.n))
      ahead = ahead + math.min(may, math.max(0, mine.got - its.got - slack))
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
  local g, total, demand, active = limits(asked)
  local mine = me.g[asked.name]
  local ceiling = asked.ceiling
  if g.c and live > 1 then ceiling = math.min(ceiling, g.c) end
  local second = math.floor(now / 1000)
  for _, refund in ipairs(asked.refunds or {}) do
    if asked.tpm then charge(g, refund[1], -refund[2]) end
  end
  local free, each = share_of_calls(asked, mine, ceiling, total, demand)
  local k, why, wait = asked.want, nil, 0
  local function hold(most, reason, ms)
    if most < k then k, why, wait = math.max(0, math.floor(most)), reason, ms end
  end
  if s.open > now then hold(0, 'opens', s.open - now) end
  if g.frozen > now then hold(0, 'frozen', g.frozen - now) end
  hold(free, 'calls', math.min(500, 50 + 10 * live))
  local burst, interval, due = math.max(1, math.floor((asked.rpm or 0) / 120)), nil, nil
  local ahead = ahead_of(asked, mine, each, math.floor(burst / 2))
  if asked.rpm then
    interval = WINDOW / (asked.rpm - burst + 1)
    due = math.max(g.tat, now)
    local soonest = due - (burst - 1) * interval - now
    local may = soonest > 0 and 0 or math.floor(-soonest / interval) + 1
    hold(math.max(0, may - ahead), 'requests', math.max(0, soonest) + ahead * interval)
  end
  if asked.tpm then
    local used = used_tokens(g)
    local may = (asked.tpm - used) / math.max(1, asked.tokens) - ahead
    if used == 0 then may = math.max(may, 1) end
    local oldest = g.t[1] and g.t[1][1] * 1000 + 1000 + WINDOW - now or 0
    hold(math.max(0, may), 'tokens', math.min(1000, math.max(50, oldest)))
  end
  if left and asked.money > 0 then hold((left + 1e-9) / asked.money, 'money', 500) end
  if k > 0 then
    mine.n, mine.w, mine.got = mine.n + k, mine.w - k, mine.got + k
    if interval then
      g.tat = due + k * interval
      if why == 'requests' then wait = math.max(0, g.tat - (burst - 1) * interval - now) + ahead * interval end
    end
    if asked.tpm then charge(g, second, k * asked.tokens) end
    if left then
      me.h = me.h + k * asked.money
      left = left - k * asked.money
    end
  end
  -- Some gather unused meanwhile, and are taken together.
  if why == 'requests' then wait = math.max(wait, (burst - 1) * interval / 2) end
  -- Where all together found how many are served, nobody need find its share alone.
  local share = g.c and live > 1 and math.floor(ceiling / math.max(1, active)) or nil
  return { calls = k, why = why, wait = math.ceil(wait), share = share, second = second, ceiling = ceiling,
    flying = total + k, frozen = math.max(0, math.ceil(g.frozen - now)) }
end

local reply = { processes = live, opens = math.max(0, math.ceil(s.open - now)), groups = {} }
if said.look then
  for i, asked in ipairs(said.groups) do
    local g = s.g[asked.name] or { frozen = 0 }
    reply.groups[i] = { calls = 0, wait = 0, second = 0, ceiling = math.min(asked.ceiling, g.c or asked.ceiling),
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
