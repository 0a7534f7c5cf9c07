import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SUITES } from '../system/base.ts';
import { chaptersOn, PROJECTS_CHAPTER } from '../system/shares.ts';

const shares = suite('chapters of a release');

shares('the longest begin first, and the one that waits for the packages of projects is told on each', () => {
  for (const debian of SUITES) {
    const chapters = chaptersOn(debian);
    const seconds = chapters.map((chapter) => chapter.seconds);
    assert.equal(
      seconds,
      [...seconds].sort((a, b) => b - a),
    );
    assert.ok(chapters.some(({ file }) => file === PROJECTS_CHAPTER));
  }
});

shares.run();
