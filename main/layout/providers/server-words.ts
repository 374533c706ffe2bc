const outOfMemory =
  /out of memory|out of device memory|cudaMalloc failed|hipMalloc failed|failed to allocate|allocation failed|not enough memory|insufficient memory|more system memory/i;
const tooLong =
  /longer than the context|exceeds? the (?:available )?context|context length exceeded|maximum context length|exceed_context_size|greater than the context length|context_length_exceeded|context overflow/i;

/** Whether a server's words say that a model does not fit into memory. */
export const isOutOfMemory = (message: string): boolean => outOfMemory.test(message);

/** Whether a server's words say that the prompt does not fit into the model's context. */
export const isTooLong = (message: string): boolean => tooLong.test(message);
