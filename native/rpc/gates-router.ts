import { needs, os, requireActor } from "./procedures.ts";

/** Handlers of gates, item lists, entry checks, deposits and early warnings (0007). */

export const gatesRouter = {
  today: os.gates.today.use(needs("gates.read")).handler(({ context }) => context.services.gates.today()),
  counts: os.gates.counts
    .use(needs("gates.read"))
    .handler(({ context, input }) => context.services.gates.counts(input)),
  outputs: os.gates.outputs.use(needs("gates.read")).handler(({ context }) => [...context.services.gates.outputs()]),
  setOutput: os.gates.setOutput
    .use(needs("gates.operate"))
    .handler(({ context, input }) =>
      context.services.gates.setOutput(input.gateId, input.outputId, input.on, requireActor(context.session)),
    ),
};

export const itemsRouter = {
  list: os.items.list.use(needs("entries.read")).handler(({ context }) => context.services.items.list()),
  setHospital: os.items.setHospital
    .use(needs("items.change"))
    .handler(({ context, input }) =>
      context.services.items.setHospital(input.list, input.reason, requireActor(context.session)),
    ),
};

export const entriesRouter = {
  rules: os.entries.rules.use(needs("entries.read")).handler(({ context }) => context.services.entries.rules()),
  rulesOf: os.entries.rulesOf
    .use(needs("entries.read"))
    .handler(({ context, input }) => context.services.entries.rulesOf(input.entryId)),
  open: os.entries.open
    .use(needs("entries.handle"))
    .handler(({ context, input }) => context.services.entries.open(input, requireActor(context.session))),
  answer: os.entries.answer
    .use(needs("entries.handle"))
    .handler(({ context, input }) =>
      context.services.entries.act({ type: "answer", ...input }, requireActor(context.session)),
    ),
  back: os.entries.back
    .use(needs("entries.handle"))
    .handler(({ context, input }) =>
      context.services.entries.act({ type: "back", ...input }, requireActor(context.session)),
    ),
  decide: os.entries.decide
    .use(needs("entries.handle"))
    .handler(({ context, input }) =>
      context.services.entries.act({ type: "decide", ...input }, requireActor(context.session)),
    ),
  abandon: os.entries.abandon
    .use(needs("entries.handle"))
    .handler(({ context, input }) =>
      context.services.entries.act({ type: "abandon", ...input }, requireActor(context.session)),
    ),
  setHappened: os.entries.setHappened
    .use(needs("entries.handle"))
    .handler(({ context, input }) =>
      context.services.entries.act({ type: "setHappened", ...input }, requireActor(context.session)),
    ),
  setSubject: os.entries.setSubject
    .use(needs("entries.handle"))
    .handler(({ context, input }) =>
      context.services.entries.setSubject(input.entryId, input.subject, requireActor(context.session)),
    ),
  subject: os.entries.subject
    .use(needs("entries.handle"))
    .handler(({ context, input }) =>
      context.services.entries.subject(input.entryId, input.whole, requireActor(context.session)),
    ),
  eraseSubject: os.entries.eraseSubject
    .use(needs("private.view"))
    .handler(({ context, input }) =>
      context.services.entries.eraseSubject(input.entryId, input.reason, requireActor(context.session)),
    ),
  correct: os.entries.correct
    .use(needs("entries.handle"))
    .handler(({ context, input }) => context.services.entries.correct(input, requireActor(context.session))),
  get: os.entries.get
    .use(needs("entries.read"))
    .handler(({ context, input }) => context.services.entries.get(input.entryId)),
  page: os.entries.page
    .use(needs("entries.read"))
    .handler(({ context, input }) => context.services.entries.page(input)),
  csv: os.entries.csv
    .use(needs("entries.read"))
    .handler(async ({ context, input }) => ({ csv: await context.services.entries.csv(input.filter) })),
  counts: os.entries.counts
    .use(needs("entries.read"))
    .handler(({ context, input }) => context.services.entries.counts(input)),
  still: os.entries.still.use(needs("entries.handle")).handler(async ({ context, input }) => ({
    jpeg: await context.services.entries.still(input.entryId, input.stillId),
  })),
};

export const depositsRouter = {
  add: os.deposits.add
    .use(needs("entries.handle"))
    .handler(({ context, input }) => context.services.deposits.add(input, requireActor(context.session))),
  giveBack: os.deposits.giveBack
    .use(needs("entries.handle"))
    .handler(({ context, input }) => context.services.deposits.giveBack(input, requireActor(context.session))),
  handOver: os.deposits.handOver
    .use(needs("entries.handle"))
    .handler(({ context, input }) => context.services.deposits.handOver(input, requireActor(context.session))),
  get: os.deposits.get
    .use(needs("entries.read"))
    .handler(({ context, input }) => context.services.deposits.get(input.depositId)),
  subject: os.deposits.subject
    .use(needs("entries.handle"))
    .handler(({ context, input }) =>
      context.services.deposits.subject(input.depositId, input.whole, requireActor(context.session)),
    ),
  erasePrivate: os.deposits.erasePrivate
    .use(needs("private.view"))
    .handler(({ context, input }) =>
      context.services.deposits.erasePrivate(input.depositId, input.reason, requireActor(context.session)),
    ),
  signature: os.deposits.signature.use(needs("entries.handle")).handler(async ({ context, input }) => ({
    svg: await context.services.deposits.signature(input.depositId),
  })),
  page: os.deposits.page
    .use(needs("entries.read"))
    .handler(({ context, input }) => context.services.deposits.page(input)),
  held: os.deposits.held.use(needs("entries.read")).handler(({ context }) => [...context.services.deposits.held()]),
  csv: os.deposits.csv
    .use(needs("entries.read"))
    .handler(async ({ context, input }) => ({ csv: await context.services.deposits.csv(input.filter) })),
};

export const warningsRouter = {
  list: os.warnings.list
    .use(needs("warnings.read"))
    .handler(({ context, input }) => context.services.warnings.list(input, context.session.actor)),
  add: os.warnings.add
    .use(needs("warnings.handle"))
    .handler(({ context, input }) => context.services.warnings.add(input, requireActor(context.session))),
  end: os.warnings.end
    .use(needs("warnings.handle"))
    .handler(({ context, input }) =>
      context.services.warnings.end(input.warningId, input.reason, requireActor(context.session)),
    ),
};
