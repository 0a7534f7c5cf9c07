/**
 * The truth about the health of an app: the statements of the agent are compared with it.
 */
import { Service } from './service.ts';

export class App extends Service {
  /** Whether the service can do its work, as its unit defines it. */
  get isHealthy(): boolean {
    const byMode = {
      http: () => this.chosen !== undefined && (this.health === 200 || this.health === 429),
      listening: () => this.chosen !== undefined && (this.boot.isDone || this.boot.isSilent || this.health !== 503),
      app: () => this.saysReady,
      loaded: () => this.isLoaded,
    };
    return this.checkIsGood && byMode[this.settings.mode]();
  }

  /** Whether an answer would be a sign of life. */
  get isAlive(): boolean {
    if (this.settings.mode !== 'http') return this.isHealthy;
    return this.checkIsGood && this.chosen !== undefined && this.health !== 'none' && this.health < 500;
  }

  /** Whether the service is healthy so that the next question tells it at once. */
  get answersAtOnce(): boolean {
    return this.health !== 'none' || this.settings.mode === 'app' || this.settings.mode === 'loaded';
  }

  /** The reasons that are true now, if it is not healthy. */
  get reasons(): RegExp {
    const { mode, port } = this.settings;
    if (mode === 'app' && !this.saysReady) return /^the app has not said yet that it is ready$/;
    if (mode === 'loaded' && !this.isLoaded) return /^its program is still being loaded \(/;
    if ((mode === 'http' || mode === 'listening') && this.chosen === undefined) {
      const others = this.listens;
      return others
        ? new RegExp(`^nothing listens on :${port} yet; the app listens on :5001$`)
        : /^nothing listens (yet|any more|there any more)$/;
    }
    const status = this.health === 'none' ? 'did not answer within \\d+ ms' : `answered ${this.health}`;
    if (mode === 'http' && !this.isAlive && this.checkIsGood) return new RegExp(`^/health ${status}`);
    if (mode === 'http' && this.health === 404 && this.checkIsGood) return /^\/health answered 404 on :500[12]/;
    if (mode === 'listening' && !this.isHealthy && this.checkIsGood) return /^\/ answered 503, it is still starting/;
    if (mode === 'http' && !this.checkIsGood && !(this.health !== 'none' && this.health < 500)) return /^\/health /;
    // The check of the app comes after an answer of the port alone.
    const isBooting = mode === 'listening' && !this.boot.isDone && this.health === 503;
    if (isBooting) return /^(\/ answered 503|the app says that it is not healthy)/;
    return this.check === 'throws' ? /^the app says .* healthy: no database$/ : /^the app says that it is not healthy$/;
  }
}
