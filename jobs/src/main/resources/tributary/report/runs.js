function runsPage() { return []; }
