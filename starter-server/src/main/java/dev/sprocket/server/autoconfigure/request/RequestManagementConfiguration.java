// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.request;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/**
 * Gives requests to a management port of its own their id too.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnBooleanProperty("sprocket.server.request-id.enabled")
class RequestManagementConfiguration {

	@Bean
	FilterRegistrationBean<RequestIdFilter> managementRequestIdFilter() {
		return RequestAutoConfiguration.everyDispatch(new RequestIdFilter(), RequestAutoConfiguration.REQUEST_ID_ORDER);
	}

}
