import { AppError } from "../base/app-error.ts";
import type { CamerasAnswers, CamerasQuestion, FromCameras, ToCameras } from "../contract/cameras-protocol.ts";

type Answer = CamerasAnswers[keyof CamerasAnswers];
type Said = Extract<FromCameras, { type: "answer" | "ended" }>;

interface Asked {
  readonly waiting: Answer[];
  /** Undefined while it goes on; null when it ended well. */
  end: AppError | null | undefined;
  wake: () => void;
}

/** Questions to the cameras process whose answers come step by step. */
export class CamerasQuestions {
  readonly #asked = new Map<number, Asked>();
  #last = 0;

  /** Asks at once. Throws the error that ends it; with the signal it ends without one. */
  ask<Q extends CamerasQuestion>(
    post: (message: ToCameras) => void,
    question: Q,
    signal: AbortSignal,
  ): AsyncGenerator<CamerasAnswers[Q["question"]], void> {
    const request = ++this.#last;
    const asked: Asked = { waiting: [], end: undefined, wake: () => undefined };
    this.#asked.set(request, asked);
    post({ type: "ask", request, ...question });
    return this.#answers(request, asked, post, signal);
  }

  onMessage(message: Said): void {
    const asked = this.#asked.get(message.request);
    if (asked === undefined) return;
    if (message.type === "answer") asked.waiting.push(message.answer);
    else asked.end = message.error === null ? null : new AppError(message.error.code, message.error.params);
    asked.wake();
  }

  failAll(error: AppError): void {
    for (const asked of this.#asked.values()) {
      asked.end ??= error;
      asked.wake();
    }
  }

  async *#answers<A extends Answer>(
    request: number,
    asked: Asked,
    post: (message: ToCameras) => void,
    signal: AbortSignal,
  ): AsyncGenerator<A, void> {
    const wake = (): void => asked.wake();
    signal.addEventListener("abort", wake);
    try {
      while (!signal.aborted) {
        const next = asked.waiting.shift();
        // The process answers a question with the answers of that question only.
        if (next !== undefined) yield next as A;
        else if (asked.end !== undefined) break;
        else await new Promise<void>((resolve) => (asked.wake = resolve));
      }
      if (asked.end instanceof AppError && !signal.aborted) throw asked.end;
    } finally {
      signal.removeEventListener("abort", wake);
      this.#asked.delete(request);
      if (asked.end === undefined) post({ type: "leave", request });
    }
  }
}
