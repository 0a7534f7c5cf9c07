exports.extra = 'of the package';
