import HubContracts

/// Where an organisation or a location is.
package struct Address: Sendable, Hashable {
    /// What it is for, in the contract's words.
    package var type: String
    package var street: String?
    package var houseNumber: Int64?
    package var houseNumberAddition: String?
    package var postalCode: String?
    package var city: String
    /// ISO 3166-1 alpha-2.
    package var country: String

    package init(type: String, city: String, country: String) {
        self.type = type
        self.city = city
        self.country = country
    }

    init(_ contract: AddressV1) {
        self.init(type: contract.addressType.rawValue, city: contract.city, country: contract.countryCode)
        street = contract.street
        houseNumber = contract.houseNumber
        houseNumberAddition = contract.houseNumberAddition
        postalCode = contract.postalCode
    }

    var contract: AddressV1 {
        AddressV1(
            addressType: .init(rawValue: type), street: street, houseNumber: houseNumber,
            houseNumberAddition: houseNumberAddition, postalCode: postalCode, city: city, countryCode: country)
    }
}
