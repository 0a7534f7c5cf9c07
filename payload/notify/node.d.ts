/**
 * Node has this since 17.3. The types of Node 18 lack it.
 */
declare namespace NodeJS {
  interface Process {
    getActiveResourcesInfo(): string[];
  }
}
