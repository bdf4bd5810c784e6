/**
 * Interrupts work as a kernel does, as soon as the work listens for interrupts.
 * @returns the message of the error that the work throws
 */
export async function interrupted(work: Promise<unknown>): Promise<string> {
  const before = process.listenerCount("SIGINT");
  const interrupting = setInterval(() => process.listenerCount("SIGINT") > before && process.emit("SIGINT"), 1);
  try {
    await work;
    return "it was done";
  } catch (error) {
    return String(error instanceof Error ? error.message : error);
  } finally {
    clearInterval(interrupting);
  }
}
