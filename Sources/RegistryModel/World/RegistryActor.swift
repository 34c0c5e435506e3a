public import SimulationKernel

/// An element of the registry's world: a struct that owns its state, sees nobody else's, and acts
/// only through the context.
///
/// What it is told (its inbox) is a part of ``RegistryMessage``; what it sends can be any of it.
/// This is the actor model, checked by the compiler through `inout`; Swift's own actors promise no
/// order between messages, and order is what a simulation is about.
public protocol RegistryActor: Sendable {
  associatedtype Inbox

  mutating func receive(_ message: Inbox, in context: inout Context<RegistryMessage>)
}
