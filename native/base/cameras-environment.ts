/**
 * What the cameras process needs in its environment before it starts. Every open stream holds one
 * thread of libuv's pool in a blocking read, and a stream that is being opened anew may hold a second
 * until its predecessor is closed; name look-ups and file reads use the same pool. The size cannot be
 * changed later, so there is room for cameras that the site file gains meanwhile. One memory arena
 * keeps the threads' allocations from being spread over one each.
 */
export function camerasEnvironment(cameraCount: number): { UV_THREADPOOL_SIZE: string; MALLOC_ARENA_MAX: string } {
  const threads = Math.min(1024, Math.max(64, 2 * cameraCount + 16));
  return { UV_THREADPOOL_SIZE: String(threads), MALLOC_ARENA_MAX: "2" };
}
