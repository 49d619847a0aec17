/// The call about what the manager has measured: its request written, its reply written and read.
internal import CVouchProtos
internal import Ledger
public import Measures

extension GetMetrics: Call {
  public var method: Method { .getMetrics }

  public func encodeRequest() -> [UInt8] { [] }

  public static func encode(_ reply: Reply<[Measurement]>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__get_metrics_reply__init) { measurements in
      let m = unsafe builder.make(vouch__v1__metric_list__init)
      unsafe (m.pointee.n_metrics, m.pointee.metrics) = builder.list(measurements) { unsafe builder.metric($0) }
      return unsafe m
    }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<[Measurement]> {
    unsafe try Reader.reply(bytes, vouch__v1__get_metrics_reply__unpack, Reader.metrics)
  }
}

extension Builder {
  fileprivate func metric(_ measurement: Measurement) -> UnsafeMutablePointer<Vouch__V1__Metric> {
    let m = unsafe make(vouch__v1__metric__init)
    unsafe m.pointee.name = string(measurement.name)
    unsafe m.pointee.help = string(measurement.help)
    unsafe m.pointee.kind = Vouch__V1__MetricKind(rawValue: UInt32(measurement.kind.rawValue))
    unsafe (m.pointee.n_samples, m.pointee.samples) = list(measurement.samples) { unsafe sample($0) }
    return unsafe m
  }

  private func sample(_ sample: Measurement.Sample) -> UnsafeMutablePointer<Vouch__V1__MetricSample> {
    let m = unsafe make(vouch__v1__metric_sample__init)
    unsafe (m.pointee.n_labels, m.pointee.labels) = list(sample.labels) { label in
      let m = unsafe make(vouch__v1__metric_label__init)
      unsafe m.pointee.name = string(label.name)
      unsafe m.pointee.value = string(label.value)
      return unsafe m
    }
    unsafe m.pointee.value = sample.value
    unsafe (m.pointee.n_buckets, m.pointee.buckets) = list(sample.buckets) { bucket in
      let m = unsafe make(vouch__v1__metric_bucket__init)
      unsafe (m.pointee.from, m.pointee.below, m.pointee.count) = (bucket.from, bucket.below, bucket.count)
      return unsafe m
    }
    return unsafe m
  }
}

extension Reader {
  fileprivate func metrics(_ m: Vouch__V1__MetricList) throws(Invalid) -> [Measurement] {
    unsafe try items(m.n_metrics, m.metrics, Reader.metric)
  }

  private func metric(_ m: Vouch__V1__Metric) throws(Invalid) -> Measurement {
    unsafe Measurement(
      try text(m.name, "name").value, try text(m.help, "help").value,
      try needCase(m.kind.rawValue, "kind"), try items(m.n_samples, m.samples, Reader.sample))
  }

  private func sample(_ m: Vouch__V1__MetricSample) throws(Invalid) -> Measurement.Sample {
    unsafe Measurement.Sample(
      try finite(m.value, "value"), labels: try items(m.n_labels, m.labels, Reader.label),
      buckets: try items(m.n_buckets, m.buckets, Reader.bucket))
  }

  private func label(_ m: Vouch__V1__MetricLabel) throws(Invalid) -> Measurement.Label {
    unsafe Measurement.Label(try text(m.name, "name").value, try text(m.value, "value").value)
  }

  private func bucket(_ m: Vouch__V1__MetricBucket) throws(Invalid) -> Measurement.Bucket {
    unsafe Measurement.Bucket(
      from: try finite(m.from, "from"), below: try finite(m.below, "below"), count: m.count)
  }

  private func finite(_ number: Double, _ field: String) throws(Invalid) -> Double {
    guard number.isFinite else {
      throw Invalid(field: field, reason: "is \(number)", hint: "A measurement is a finite number.")
    }
    return number
  }
}
