// Listeners hear the whole process: what one test samples, another one would carry on.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
