// The operations of the hot path under ordo-one's benchmark: swift package benchmark.
import Benchmark
import Micro

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .throughput, .instructions], scalingFactor: .kilo, maxDuration: .seconds(1),
    maxIterations: 2000)
  for operation in Operations.all() {
    Benchmark(operation.name) { benchmark in operation.run(benchmark.scaledIterations.count) }
  }
}
