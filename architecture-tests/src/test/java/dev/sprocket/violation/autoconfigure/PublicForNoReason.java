// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.violation.autoconfigure;

public class PublicForNoReason {

}
