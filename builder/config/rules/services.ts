/**
 * Rules about services.
 */
import { allServices } from '../all-services.ts';
import { isObject, type Json } from '../config.ts';
import type { Mistake } from '../mistakes/mistakes.ts';
import { reservation } from '../reserved/reservation.ts';
import type { DebSection } from '../schema/schema.ts';
import { LASTING_KEYS } from '../schema/services.ts';
import { stateOf } from '../services.ts';

/** Keys of a lasting service, where a service runs on a schedule. */
export function* scheduleMistakes(deb: DebSection, written: Json): Iterable<Mistake> {
  const services = isObject(written.services) ? written.services : {};
  for (const [name, { schedule }] of Object.entries(deb.services)) {
    const keys = schedule !== undefined && isObject(services[name]) ? Object.keys(services[name]) : [];
    for (const key of keys.filter((key) => LASTING_KEYS.includes(key))) {
      const problem = 'means nothing for a service on a "schedule", which starts, works and ends';
      yield { path: ['deb', 'services', name, key], problem, fix: 'leave it out' };
    }
  }
}

export function* nameMistakes(deb: DebSection): Iterable<Mistake> {
  for (const name of Object.keys(deb.services)) {
    const unit = `${deb.name}-${name}`;
    // postinst starts the next version of a service as SERVICE-next, with SERVICE-next-guard.
    const passing = /(^|-)next(-guard)?$/.test(name) ? 'is the name of a unit for overlapping upgrades' : undefined;
    const reason = passing ?? reservation(unit);
    if (reason === undefined) continue;
    const problem = `its unit would be ${unit}, and ${unit} ${reason}`;
    yield { path: ['deb', 'services', name], problem, fix: 'rename it' };
  }
}

/** Two users with the same directory: "hand" and "shop-hand" of the package shop both have /var/lib/shop_hand. */
export function* stateMistakes(deb: DebSection): Iterable<Mistake> {
  const owners = new Map<string, string>();
  for (const { place, service } of allServices(deb)) {
    const { user = deb.service.user } = service;
    const state = stateOf(deb, user);
    const owner = owners.get(state) ?? user;
    if (owner !== user) {
      const problem = `its directory would be /var/lib/${state}, which belongs to ${owner}`;
      yield { path: [...place, 'user'], showsValue: true, problem, fix: `use ${owner}, or a name that differs more` };
    }
    owners.set(state, owner);
  }
}

export function* levelMistakes(deb: DebSection): Iterable<Mistake> {
  for (const { place, service } of allServices(deb)) {
    const hasSocket = service.socket || service.unixSocket !== undefined;
    if (service.harden !== 'sealed' || hasSocket || service.schedule !== undefined) continue;
    const [problem, fix] = ['cannot open a port by itself', 'add "socket": true, or use "strict"'];
    yield { path: [...place, 'harden'], showsValue: true, problem, fix };
  }
}
